package dev.nonstick.loadtest;

import dev.nonstick.loadtest.peer.Nonstick;
import dev.nonstick.loadtest.peer.Peer;
import dev.nonstick.loadtest.report.ClosedSample;
import dev.nonstick.loadtest.report.Cold;
import dev.nonstick.loadtest.report.OpenSample;
import dev.nonstick.loadtest.report.Report;
import dev.nonstick.loadtest.report.Results;
import dev.nonstick.loadtest.report.Subject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The run: start and check everybody, warm up, rounds of closed loop, rounds of open loop at half
 * of the slowest one's rate, cold starts. Within a round everybody has a turn, so that whatever the
 * machine does meets all alike.
 */
final class Bench {
    /** What starting and preparing one takes, for the progress line. */
    private static final long START_SECONDS = 3;

    private final Playground playground;
    private final Plan plan;
    private final Path root;
    private final boolean withOpen;
    private final boolean withCold;
    private final Measuring measuring;

    Bench(Playground playground, Plan plan, Path root, boolean withOpen, boolean withCold) {
        this.playground = playground;
        this.plan = plan;
        this.root = root;
        this.withOpen = withOpen;
        this.withCold = withCold;
        this.measuring = new Measuring(playground.wrk());
    }

    void run(List<Peer> peers, Path directory) {
        Progress progress = new Progress(seconds(peers));
        List<Running> all = start(peers, progress);
        List<Subject> subjects = new ArrayList<>();
        for (Running running : all) {
            Peer peer = running.peer();
            String baseline = peer instanceof Nonstick ours ? ours.baseline() : null;
            subjects.add(new Subject(peer.name(), peer.about(), peer.version(), baseline));
        }
        closedRounds(all, subjects, progress);
        double rate = subjects.stream().mapToDouble(Subject::perSecond).min().orElseThrow() / 2;
        if (withOpen) {
            openRounds(all, subjects, rate, progress);
        }
        for (Running running : all) {
            Checks.check(running, playground.stage().states());
        }
        List<Cold> cold = new ArrayList<>();
        Results.Sidecar sidecar = null;
        if (withCold) {
            ColdStarts starts = new ColdStarts(playground.stage(), playground.wrk(), plan);
            cold = cold(all, starts, progress);
            sidecar = sidecar(all, starts, progress);
        }
        progress.end();
        new Report(new Results(Facts.of(root, plan, all.size()), subjects, rate, cold, sidecar))
                .deliver(directory, plan.name());
    }

    private double seconds(List<Peer> peers) {
        double all = 0;
        for (Peer peer : peers) {
            all += START_SECONDS + (peer.isJvm() ? plan.warmJvm() : plan.warmOther()).toSeconds();
            double open = withOpen ? plan.open().toSeconds() : 0;
            all += plan.rounds() * (plan.closed().toSeconds() + open);
            all += withCold && isCold(peer) ? plan.cold().toSeconds() + plan.coldStarts() : 0;
        }
        return all;
    }

    private List<Running> start(List<Peer> peers, Progress progress) {
        List<Running> all = new ArrayList<>();
        for (Peer peer : peers) {
            progress.step("starting " + peer.name() + ", making its sessions, warming it up");
            Running running = Running.start(peer, playground.stage());
            Checks.check(running, playground.stage().states());
            measuring.warm(running, plan);
            all.add(running);
            progress.done(
                    START_SECONDS + (peer.isJvm() ? plan.warmJvm() : plan.warmOther()).toSeconds());
        }
        return all;
    }

    private void closedRounds(List<Running> all, List<Subject> subjects, Progress progress) {
        for (int round = 1; round <= plan.rounds(); round++) {
            for (int i = 0; i < all.size(); i++) {
                String name = all.get(i).name();
                progress.step("closed loop %d/%d: %s".formatted(round, plan.rounds(), name));
                ClosedSample sample = measuring.closed(all.get(i), plan.closed());
                subjects.get(i).closed().add(sample);
                progress.done(plan.closed().toSeconds());
            }
        }
    }

    private void openRounds(
            List<Running> all, List<Subject> subjects, double rate, Progress progress) {
        for (int round = 1; round <= plan.rounds(); round++) {
            for (int i = 0; i < all.size(); i++) {
                progress.step(
                        "open loop at %.0f/s %d/%d: %s"
                                .formatted(rate, round, plan.rounds(), all.get(i).name()));
                OpenSample sample = measuring.open(all.get(i), rate, plan.open());
                subjects.get(i).open().add(sample);
                progress.done(plan.open().toSeconds());
            }
        }
    }

    /** Those with sessions, but for commits: a cold start is about the first lookup. */
    private static boolean isCold(Peer peer) {
        return peer.isJvm() && peer.hasSession() && peer.path().equals("/");
    }

    private List<Cold> cold(List<Running> all, ColdStarts starts, Progress progress) {
        List<Cold> cold = new ArrayList<>();
        for (Running running : all) {
            if (isCold(running.peer())) {
                progress.step("cold starts: " + running.name());
                cold.add(starts.measure(running));
                progress.done(plan.cold().toSeconds() + plan.coldStarts());
            }
        }
        return cold;
    }

    private Results.@Nullable Sidecar sidecar(
            List<Running> all, ColdStarts starts, Progress progress) {
        for (Running running : all) {
            if (running.peer() instanceof Nonstick peer && running.name().equals(Nonstick.NAME)) {
                progress.step("sidecar profile");
                return starts.sidecar(running, peer);
            }
        }
        return null;
    }
}
