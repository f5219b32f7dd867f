package dev.nonstick.cli;

import java.util.List;

/** The product cannot work with what it was given; the user can mend it. */
public final class RefusedException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    /**
     * @param problems one line each
     */
    public RefusedException(List<String> problems) {
        super(String.join("; ", problems), null, false, false);
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
