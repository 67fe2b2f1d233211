package io.github.backup4j.spi;

import io.github.backup4j.BackupListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The listeners of one driver, called one after the other. An exception of a listener goes to the provider's log and
 * nowhere else: a call that has created a resource returns it whatever a listener does.
 *
 * <p>Immutable, and safe for use by many threads.
 */
public final class Listeners implements BackupListener {
    private final List<BackupListener> listeners;
    private final Consumer<? super Throwable> onFailure;

    private Listeners(List<BackupListener> listeners, Consumer<? super Throwable> onFailure) {
        this.listeners = List.copyOf(listeners);
        this.onFailure = onFailure;
    }

    /**
     * Returns no listeners.
     *
     * @param onFailure logs what a listener throws
     */
    public static Listeners none(Consumer<? super Throwable> onFailure) {
        return new Listeners(List.of(), Objects.requireNonNull(onFailure, "onFailure == null"));
    }

    /**
     * Returns the same listeners and one more.
     *
     * @param listener called after the others
     */
    public Listeners and(BackupListener listener) {
        List<BackupListener> more = new ArrayList<>(listeners);
        more.add(Objects.requireNonNull(listener, "listener == null"));
        return new Listeners(more, onFailure);
    }

    /** Returns whether there are no listeners. */
    public boolean isEmpty() {
        return listeners.isEmpty();
    }

    @Override
    public void callBegun(Call call) {
        tell(listener -> listener.callBegun(call));
    }

    @Override
    public void callEnded(CallEnd end) {
        tell(listener -> listener.callEnded(end));
    }

    @Override
    public void requestSent(Request request) {
        tell(listener -> listener.requestSent(request));
    }

    @Override
    public void workStarted(WorkStart start) {
        tell(listener -> listener.workStarted(start));
    }

    @Override
    public void workSeen(Work work) {
        tell(listener -> listener.workSeen(work));
    }

    @Override
    public void workEnded(WorkEnd end) {
        tell(listener -> listener.workEnded(end));
    }

    @Override
    public void duplicated(Duplicate duplicate) {
        tell(listener -> listener.duplicated(duplicate));
    }

    @SuppressWarnings("CatchingUnchecked") // whatever a listener throws must not take the place of what a call returns
    private void tell(Consumer<BackupListener> event) {
        for (BackupListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (Throwable failure) {
                onFailure.accept(failure);
            }
        }
    }
}
