package dev.nonstick.servlet;

import java.io.IOException;
import java.io.PrintWriter;

/** The writer an application gets; lines end as the container's writer ends them. */
final class CommitPrintWriter extends PrintWriter {

    private final PrintWriter target;
    private final CommitWriter lines;

    CommitPrintWriter(PrintWriter target, CommitWriter lines) {
        super(lines);
        this.target = target;
        this.lines = lines;
    }

    @Override
    public void println() {
        try {
            lines.endLine();
        } catch (IOException e) {
            setError();
        }
    }

    @Override
    public boolean checkError() {
        return super.checkError() || target.checkError();
    }
}
