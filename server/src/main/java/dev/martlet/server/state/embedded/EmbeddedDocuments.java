// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.embedded;

import dev.martlet.core.state.Documents;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Documents in a {@link Store}: a change is on the disk before it is answered. */
public final class EmbeddedDocuments implements Documents {
    /** Between kind and name: in neither of them. */
    private static final char BETWEEN = '\0';

    /** An object as it is kept. */
    private record Kept(String json, long revision) {}

    private final Store store;
    private final StoreMap<Kept> documents;
    private final StoreMap<Revision> revisions;
    private final InstantSource clock;
    private final ReentrantLock changing = new ReentrantLock();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /**
     * Documents.
     *
     * @param store where they are kept
     * @param clock dates revisions
     */
    public EmbeddedDocuments(Store store, InstantSource clock) {
        this.store = store;
        this.documents = store.map("documents", new JsonCodec<>(Kept.class));
        this.revisions = store.map("revisions", new JsonCodec<>(Revision.class));
        this.clock = clock;
    }

    @Override
    public All read() {
        changing.lock();
        try {
            Map<Id, Document> all = new HashMap<>();
            documents.scan(
                    "",
                    null,
                    (key, kept) -> {
                        Id id = id(key);
                        all.put(id, new Document(id, kept.json(), kept.revision()));
                        return true;
                    });
            return new All(revision(), all);
        } finally {
            changing.unlock();
        }
    }

    @Override
    public long revision() {
        String last = revisions.lastKey();
        return last == null ? 0 : number(last);
    }

    @Override
    public Revision change(List<Change> changes, long base, String author, String note) {
        Revision made;
        changing.lock();
        try {
            List<Changed> done = new ArrayList<>();
            for (Change change : changes) {
                Kept before = documents.get(key(change.id()));
                long version = before == null ? 0 : before.revision();
                if (change.expected() >= 0 && change.expected() != version) {
                    throw new ConflictException(change.id(), version);
                }
                String text = before == null ? null : before.json();
                done.add(new Changed(change.id(), text, change.json()));
            }
            long newest = revision();
            if (base >= 0 && base != newest) {
                throw new OutdatedException(newest);
            }
            made =
                    new Revision(
                            newest + 1,
                            author,
                            clock.instant().truncatedTo(ChronoUnit.MILLIS),
                            note,
                            done);
            write(made);
        } finally {
            changing.unlock();
        }
        store.flush();
        for (Runnable listener : listeners) {
            Thread.ofVirtual().name("martlet-documents").start(listener);
        }
        return made;
    }

    private void write(Revision revision) {
        store.change(() -> {
            for (Changed one : revision.changes()) {
                String key = key(one.id());
                String after = one.after();
                if (after == null) {
                    documents.remove(key);
                } else {
                    documents.put(key, new Kept(after, revision.number()));
                }
            }
            revisions.put(key(revision.number()), revision);
            String oldest = revisions.firstKey();
            while (oldest != null && number(oldest) <= revision.number() - HISTORY) {
                revisions.remove(oldest);
                oldest = revisions.firstKey();
            }
            return revision;
        });
    }

    @Override
    public List<Revision> history(int most) {
        List<Revision> found = new ArrayList<>();
        long newest = revision();
        revisions.scan(
                key(Math.max(newest - most + 1, 1)),
                null,
                (key, revision) -> {
                    found.add(revision);
                    return true;
                });
        Collections.reverse(found);
        return found;
    }

    @Override
    public AutoCloseable watch(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private static String key(Id id) {
        return id.kind() + BETWEEN + id.name();
    }

    private static Id id(String key) {
        int end = key.indexOf(BETWEEN);
        return new Id(key.substring(0, end), key.substring(end + 1));
    }

    /** As text that sorts as the number does. */
    private static String key(long revision) {
        return "%016x".formatted(revision);
    }

    private static long number(@Nullable String key) {
        return key == null ? 0 : Long.parseLong(key, 16);
    }
}
