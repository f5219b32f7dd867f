package dev.nonstick.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PowerOfTwoTest {
    private final RandomGenerator random = new SplittableRandom(31);

    private static final class Server implements Candidate {
        private final int weight;
        private int inFlight;
        private long turn;
        private int picks;

        Server(int weight, int inFlight) {
            this.weight = weight;
            this.inFlight = inFlight;
        }

        @Override
        public int inFlight() {
            return inFlight;
        }

        @Override
        public int weight() {
            return weight;
        }

        @Override
        public long turn() {
            return turn;
        }
    }

    private static Server idle() {
        return new Server(1, 0);
    }

    private int choose(Server... servers) {
        return PowerOfTwo.choose(servers, random);
    }

    /** Picks a server and leaves the request with it. */
    private Server send(long turn, Server... servers) {
        Server server = servers[choose(servers)];
        server.inFlight++;
        server.picks++;
        server.turn = turn;
        return server;
    }

    @Test
    void ofNoneThereIsNoChoice() {
        assertThat(choose()).isEqualTo(-1);
    }

    @Test
    void ofOneItIsTheOne() {
        assertThat(choose(new Server(1, 1_000_000))).isZero();
    }

    @Test
    void ofTwoTheLessLoadedWins() {
        assertThat(choose(new Server(1, 3), new Server(1, 2))).isEqualTo(1);
        assertThat(choose(new Server(1, 2), new Server(1, 3))).isZero();
    }

    @Test
    void loadCountsRelativeToTheWeight() {
        assertThat(choose(new Server(3, 2), new Server(1, 1))).isZero();
        assertThat(choose(new Server(3, 4), new Server(1, 1))).isEqualTo(1);
    }

    @Test
    void hugeLoadsDoNotOverflow() {
        assertThat(choose(new Server(1000, 2_000_000_000), new Server(1, 2_000_000_000))).isZero();
        assertThat(choose(new Server(1, 2_000_000_000), new Server(1000, 2_000_000_000)))
                .isEqualTo(1);
    }

    @Test
    void idleOnesTakeTurns() {
        Server a = idle();
        Server b = idle();
        StringBuilder order = new StringBuilder();
        for (int turn = 1; turn <= 8; turn++) {
            Server chosen = send(turn, a, b);
            chosen.inFlight--;
            order.append(chosen == a ? 'a' : 'b');
        }
        assertThat(order).hasToString("abababab");
    }

    @Test
    void ofManyIdleOnesEachGetsItsShare() {
        Server[] servers = {idle(), idle(), idle(), idle(), idle()};
        for (int turn = 1; turn <= 50_000; turn++) {
            send(turn, servers).inFlight--;
        }
        assertThat(servers).allSatisfy(s -> assertThat(s.picks).isBetween(9_000, 11_000));
    }

    @Test
    void theMostLoadedOfManyIsNeverTaken() {
        Server[] servers = {idle(), idle(), new Server(1, 1), idle()};
        for (int turn = 1; turn <= 10_000; turn++) {
            send(turn, servers).inFlight--;
        }
        assertThat(servers[2].picks).isZero();
    }

    @Test
    void everyPairComesUp() {
        Server[] servers = {new Server(1, 4), new Server(1, 3), new Server(1, 2), new Server(1, 1)};
        int[] picks = new int[4];
        for (int i = 0; i < 60_000; i++) {
            picks[choose(servers)]++;
        }
        // of the six pairs none, one, two and three are won by each
        assertThat(picks[0]).isZero();
        assertThat(picks[1]).isBetween(9_500, 10_500);
        assertThat(picks[2]).isBetween(19_400, 20_600);
        assertThat(picks[3]).isBetween(29_400, 30_600);
    }

    @Test
    void underLoadRequestsAreSharedByWeight() {
        Server[] servers = {new Server(1, 0), new Server(2, 0), new Server(3, 0)};
        for (int turn = 1; turn <= 60_000; turn++) {
            send(turn, servers);
        }
        assertThat(servers[0].picks).isBetween(9_000, 11_000);
        assertThat(servers[1].picks).isBetween(19_000, 21_000);
        assertThat(servers[2].picks).isBetween(29_000, 31_000);
    }

    @Test
    void loadStaysEvenWhereRandomChoiceWouldNot() {
        Server[] servers = new Server[20];
        for (int i = 0; i < servers.length; i++) {
            servers[i] = idle();
        }
        for (int turn = 1; turn <= 20_000; turn++) {
            send(turn, servers);
        }
        // random choice would be off by about 30 each way
        assertThat(servers).allSatisfy(s -> assertThat(s.picks).isBetween(990, 1_010));
    }
}
