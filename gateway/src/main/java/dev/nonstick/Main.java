package dev.nonstick;

/** Entry point of the distribution. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(0);
    }
}
