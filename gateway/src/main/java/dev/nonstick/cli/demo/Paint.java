package dev.nonstick.cli.demo;

/** ANSI colours, or none. */
record Paint(boolean colours) {

    String bold(String text) {
        return in("1", text);
    }

    String dim(String text) {
        return in("2", text);
    }

    String red(String text) {
        return in("31", text);
    }

    String green(String text) {
        return in("32", text);
    }

    String cyan(String text) {
        return in("36", text);
    }

    /** The instances' names get a colour each, so that one sees them take turns. */
    String cell(String name, String padded) {
        return switch (name) {
            case "A" -> in("1;35", padded);
            case "B" -> in("1;33", padded);
            default -> padded;
        };
    }

    private String in(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
