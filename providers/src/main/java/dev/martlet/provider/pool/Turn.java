// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

import dev.martlet.core.overload.Permit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The right to ask a target once, with one of its keys. How it went is to be told, then it is to be
 * closed; closed without an outcome it says nothing about the target. Thread-safe.
 */
public final class Turn implements AutoCloseable {
    private final Candidate candidate;
    private final String model;
    private final ProviderKey key;
    private final boolean probe;
    private final @Nullable Permit permit;
    private volatile @Nullable ProviderKey clients;
    private volatile Provider provider;
    private final AtomicBoolean told = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    Turn(
            Candidate candidate,
            String model,
            ProviderKey key,
            boolean probe,
            @Nullable Permit permit) {
        this.candidate = candidate;
        this.provider = candidate.provider();
        this.model = model;
        this.key = key;
        this.probe = probe;
        this.permit = permit;
        candidate.state().begin();
    }

    /**
     * Who is asked.
     *
     * @return the target
     */
    public Candidate candidate() {
        return candidate;
    }

    /**
     * Where it is asked, and in which dialect.
     *
     * @return the target's provider
     */
    public Provider provider() {
        return provider;
    }

    /**
     * Asks in the client's own dialect, if the provider speaks it.
     *
     * @param dialect its name
     */
    public void speak(String dialect) {
        provider = candidate.provider().speaking(dialect);
    }

    /**
     * What it is asked for.
     *
     * @return the provider's name of the model
     */
    public String model() {
        return model;
    }

    /**
     * The key to use.
     *
     * @return one of the provider's, or the client's own
     */
    public ProviderKey key() {
        @Nullable ProviderKey own = clients;
        return own == null ? key : own;
    }

    /**
     * The client brought a key of its own: what becomes of it says nothing about ours.
     *
     * @param own the client's
     */
    public void use(ProviderKey own) {
        clients = own;
    }

    /**
     * Whether the key is the client's own.
     *
     * @return true after {@link #use}
     */
    public boolean clientsKey() {
        return clients != null;
    }

    /**
     * The first token is there.
     *
     * @param nanos since the request was sent
     * @param now on the clock of {@link System#nanoTime}
     */
    public void firstToken(long nanos, long now) {
        candidate.state().firstToken(nanos, now);
    }

    /**
     * The whole answer is there, of which no part came before.
     *
     * @param nanos since the request was sent
     * @param now on the clock of {@link System#nanoTime}
     */
    public void whole(long nanos, long now) {
        candidate.state().whole(nanos, now);
    }

    /**
     * The head of a reply is there that is passed on as it comes.
     *
     * @param nanos since the request was sent
     */
    public void relayed(long nanos) {
        candidate.state().relayed(nanos);
    }

    /** The target has more to do than it can, as it says or as its silence shows. */
    public void overloaded() {
        candidate.state().overloaded();
    }

    /** The target works, even if it refused this request. */
    public void works() {
        if (told.compareAndSet(false, true)) {
            candidate.state().breaker().succeeded();
        }
    }

    /** The target took the key. */
    public void keyWorks() {
        if (!clientsKey()) {
            candidate.provider().keys().works(key);
        }
    }

    /**
     * The target failed.
     *
     * @param now on the clock of {@link System#nanoTime}
     */
    public void failed(long now) {
        if (told.compareAndSet(false, true)) {
            candidate.state().breaker().failed(now);
        }
    }

    /**
     * The target refused the key.
     *
     * @param now on the clock of {@link System#nanoTime}
     */
    public void keyRefused(long now) {
        if (!clientsKey()) {
            candidate.provider().keys().refused(key, now);
        }
    }

    /**
     * The key has reached a limit.
     *
     * @param until when it may be used again
     * @param now on the clock of {@link System#nanoTime}
     */
    public void keyLimited(long until, long now) {
        if (!clientsKey()) {
            candidate.provider().keys().limited(key, model, until, now);
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            candidate.state().end();
            if (permit != null) {
                permit.close();
            }
            if (probe && told.compareAndSet(false, true)) {
                candidate.state().breaker().probeLost();
            }
        }
    }

    @Override
    public String toString() {
        return candidate.provider().name() + '/' + model;
    }
}
