package dev.nonstick.store;

import dev.nonstick.http.ReceivedCookie;
import dev.nonstick.session.Attribute;
import dev.nonstick.session.Change;
import dev.nonstick.session.Operation;
import dev.nonstick.session.Timeouts;
import dev.nonstick.vault.StoredCookie;
import dev.nonstick.vault.VaultChange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a backend may answer. Every change of a session's content puts a marker of its own and
 * counts one further, so that a lost or a second application is seen.
 */
final class ModelChanges {
    static final String COUNTER = "n";
    static final String MARKER = "m";

    private final ModelRun run;
    private final List<String> principals = List.of("alice", "bob");

    ModelChanges(ModelRun run) {
        this.run = run;
    }

    /**
     * @param number of the change; names its marker
     */
    Change next(long number) {
        int kind = run.below(100);
        if (kind < 14) {
            return Change.NONE;
        } else if (kind < 50) {
            return content(number, Change.Rotation.NONE, null, Timeouts.KEPT);
        } else if (kind < 56) {
            return EngineRig.rotate();
        } else if (kind < 60) {
            return content(number, Change.Rotation.GRACEFUL, null, Timeouts.KEPT);
        } else if (kind < 71) {
            return content(number, Change.Rotation.NONE, run.pick(principals), Timeouts.KEPT);
        } else if (kind < 76) {
            return EngineRig.destroy();
        } else if (kind < 79) {
            return ending(Change.Ending.SESSION, content(number));
        } else if (kind < 82) {
            return ending(
                    Change.Ending.ALL_OF_PRINCIPAL, run.chance(30) ? content(number) : Change.NONE);
        } else if (kind < 84) {
            return new Change(
                    Change.Ending.NONE, Change.Rotation.NONE, null, timeouts(), List.of());
        } else if (kind < 86) {
            return content(number, Change.Rotation.NONE, null, timeouts());
        } else if (kind < 94) {
            return content(number).with(cookies(number), false);
        } else if (kind < 98) {
            return content(number).with(cookies(number), true);
        }
        return EngineRig.delete("never");
    }

    private Timeouts timeouts() {
        return new Timeouts(600 + run.below(1_800), run.chance(50) ? 0 : 3_600 + run.below(90_000));
    }

    private static Change ending(Change.Ending ending, Change then) {
        return new Change(ending, Change.Rotation.NONE, null, Timeouts.KEPT, then.operations());
    }

    private Change content(long number) {
        return content(number, Change.Rotation.NONE, null, Timeouts.KEPT);
    }

    private Change content(
            long number, Change.Rotation rotation, @Nullable String principal, Timeouts timeouts) {
        List<Operation> operations = new ArrayList<>();
        operations.add(new Operation.Put(MARKER + number, blob("")));
        operations.add(new Operation.Increment(COUNTER, 1));
        for (int more = run.below(3); more > 0; more--) {
            operations.add(operation());
        }
        return new Change(Change.Ending.NONE, rotation, principal, timeouts, operations);
    }

    private Operation operation() {
        String name = String.valueOf((char) ('a' + run.below(3)));
        return switch (run.below(8)) {
            case 0, 1 -> new Operation.Put(name, blob("p" + run.below(10)));
            case 2 -> new Operation.Put(name, new Attribute.Counter(run.below(10)));
            case 3 -> new Operation.PutIfAbsent(name, blob("i" + run.below(10)));
            case 4, 5 -> new Operation.Delete(name);
            case 6 -> new Operation.Increment(name, run.below(9) - 4);
            default -> new Operation.Append(name, blob("+" + run.below(10)));
        };
    }

    private List<VaultChange> cookies(long number) {
        StoredCookie cookie =
                new StoredCookie(
                        new ReceivedCookie(
                                "v" + run.below(3),
                                "w" + number,
                                "shop",
                                true,
                                "/",
                                true,
                                true,
                                ReceivedCookie.SameSite.DEFAULT,
                                false,
                                Long.MAX_VALUE),
                        "app",
                        run.now(),
                        false);
        return List.of(
                run.chance(70)
                        ? new VaultChange.Put(cookie, "line")
                        : new VaultChange.Delete(cookie));
    }

    private static Attribute.Blob blob(String text) {
        return new Attribute.Blob(text.getBytes(StandardCharsets.UTF_8), "");
    }

    /** Whether an application of this change can be seen in the record. */
    static boolean isMarked(Change change) {
        return !change.operations().isEmpty()
                && change.operations().getFirst().name().startsWith(MARKER);
    }
}
