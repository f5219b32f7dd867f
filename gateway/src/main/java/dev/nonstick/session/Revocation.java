package dev.nonstick.session;

import org.jspecify.annotations.Nullable;

/**
 * One entry of the revocation log: what is over on every gateway.
 *
 * <pre>
 *  k:&lt;record name&gt;                  the session ended
 *  p:&lt;principal name&gt;:&lt;term&gt;        all sessions of the principal of a lower term ended
 *  e:&lt;record name&gt;:&lt;epoch hash&gt;     somebody logged in: the session is now of this epoch
 * </pre>
 */
public sealed interface Revocation {

    /** As the log has it. */
    String text();

    /**
     * A session ended.
     *
     * @param name of its record
     */
    record Ended(String name) implements Revocation {
        @Override
        public String text() {
            return "k:" + name;
        }
    }

    /**
     * All sessions of a principal ended.
     *
     * @param principal its name, as {@link PrincipalKeys} makes it
     * @param term the first one that goes on
     */
    record AllBelow(String principal, long term) implements Revocation {
        @Override
        public String text() {
            return "p:" + principal + ":" + term;
        }
    }

    /**
     * Somebody logged in.
     *
     * @param name of the record
     * @param epoch hash of the new one
     */
    record LoggedIn(String name, String epoch) implements Revocation {
        @Override
        public String text() {
            return "e:" + name + ":" + epoch;
        }
    }

    /** Reads an entry; null where it is none that this version knows. */
    static @Nullable Revocation parse(String entry) {
        int end = 2 + RecordName.LENGTH;
        if (entry.length() < end || entry.charAt(1) != ':') {
            return null;
        }
        String name = entry.substring(2, end);
        boolean alone = entry.length() == end;
        if (!RecordName.isWellFormed(name) || (!alone && entry.charAt(end) != ':')) {
            return null;
        }
        String rest = alone ? "" : entry.substring(end + 1);
        return switch (entry.charAt(0)) {
            case 'k' -> alone ? new Ended(name) : null;
            case 'p' ->
                    rest.matches("[0-9]{1,18}") ? new AllBelow(name, Long.parseLong(rest)) : null;
            case 'e' -> rest.matches("[0-9a-f]{12}") ? new LoggedIn(name, rest) : null;
            default -> null;
        };
    }
}
