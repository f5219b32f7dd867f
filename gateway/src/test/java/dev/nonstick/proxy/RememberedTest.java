package dev.nonstick.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.session.SideAnswer;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

class RememberedTest {
    private final Remembered remembered = new Remembered();
    private int calls;

    private SideAnswer once(String name, SideAnswer answer) {
        return remembered
                .once(
                        name,
                        () -> {
                            calls++;
                            return Future.succeededFuture(answer);
                        })
                .result();
    }

    @Test
    void whatMayHaveBeenDoneIsNotDoneAgain() {
        assertThat(once("a", new SideAnswer.Stored(1))).isEqualTo(new SideAnswer.Stored(1));
        assertThat(once("a", new SideAnswer.Stored(2))).isEqualTo(new SideAnswer.Stored(1));
        once("b", new SideAnswer.Unavailable(true));
        assertThat(once("b", new SideAnswer.Stored(2))).isEqualTo(new SideAnswer.Unavailable(true));
        assertThat(calls).isEqualTo(2);
    }

    @Test
    void whatWasSurelyNotDoneIs() {
        once("a", new SideAnswer.Unavailable(false));
        assertThat(once("a", new SideAnswer.Stored(2))).isEqualTo(new SideAnswer.Stored(2));
    }

    @Test
    void withoutANameNothingIsRemembered() {
        once("", new SideAnswer.Stored(1));
        assertThat(once("", new SideAnswer.Stored(2))).isEqualTo(new SideAnswer.Stored(2));
    }

    @Test
    void moreNamesThanItRemembersAreRefused() {
        for (int i = 0; i < 64; i++) {
            once("n" + i, new SideAnswer.Stored(i));
        }
        assertThat(once("more", new SideAnswer.Stored(99))).isEqualTo(SideAnswer.Busy.INSTANCE);
        assertThat(once("n0", new SideAnswer.Stored(99))).isEqualTo(new SideAnswer.Stored(0));
    }
}
