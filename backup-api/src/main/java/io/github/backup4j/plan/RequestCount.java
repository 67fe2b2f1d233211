package io.github.backup4j.plan;

import io.github.backup4j.BackupListener;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the requests of a provider, or calls if it reports no requests. */
final class RequestCount implements BackupListener {
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();

    @Override
    public void callBegun(Call call) {
        calls.incrementAndGet();
    }

    @Override
    public void requestSent(Request request) {
        requests.incrementAndGet();
    }

    int total() {
        int sent = requests.get();
        return sent > 0 ? sent : calls.get();
    }
}
