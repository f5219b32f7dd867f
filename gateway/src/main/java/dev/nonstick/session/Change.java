package dev.nonstick.session;

import java.util.List;

/**
 * All that one backend response asks of the session. Control comes before operations; destroy with
 * operations ends the old session and makes a new one with just these.
 */
public record Change(boolean destroy, boolean rotate, List<Operation> operations) {

    /** Nothing asked. */
    public static final Change NONE = new Change(false, false, List.of());

    public boolean isEmpty() {
        return !destroy && !rotate && operations.isEmpty();
    }

    /** Whether it can bring a session to life where there is none. */
    public boolean creates() {
        for (Operation operation : operations) {
            if (!(operation instanceof Operation.Delete)) {
                return true;
            }
        }
        return false;
    }
}
