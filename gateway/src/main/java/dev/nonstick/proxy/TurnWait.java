package dev.nonstick.proxy;

import dev.nonstick.store.SessionView;
import dev.nonstick.store.Turn;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Step 3 on a serial route: a request waits for its turn, and it is measured how long. */
final class TurnWait {
    private TurnWait() {}

    /**
     * Waits.
     *
     * @param then told the session as it is now; null: it took too long
     */
    static void begin(Loop loop, Turn turn, Consumer<@Nullable SessionView> then) {
        long begun = loop.clock().nanos();
        turn.begin(
                outcome -> {
                    long nanos = loop.clock().look() - begun;
                    switch (outcome) {
                        case Turn.Reached reached -> {
                            loop.metrics().serialWait(true, nanos);
                            then.accept(reached.view());
                        }
                        case Turn.TimedOut late -> {
                            loop.metrics().serialWait(false, nanos);
                            then.accept(null);
                        }
                    }
                });
    }
}
