// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import dev.martlet.core.state.Documents;
import dev.martlet.core.state.StateException;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Documents in Redis: one hash, the number of the newest revision and a list of revisions, all in
 * one slot, changed by one script.
 */
final class RedisDocuments implements Documents, AutoCloseable {
    private static final String TAG = "documents";

    /** Fields that one round trip brings. */
    private static final int PAGE = 500;

    /** Revisions that one round trip brings: each may be large. */
    private static final int REVISIONS = 20;

    /** How often reading begins again because something was changed meanwhile. */
    private static final int TRIES = 20;

    private final Script change = Script.of("change");
    private final Redis redis;
    private final String all;
    private final String newest;
    private final String history;
    private final String channel;
    private final RevisionWatch watch;

    RedisDocuments(Redis redis) {
        this.redis = redis;
        this.all = redis.keys().of(TAG, "all");
        this.newest = redis.keys().of(TAG, "revision");
        this.history = redis.keys().of(TAG, "history");
        this.channel = redis.keys().of(TAG, "changed");
        this.watch = new RevisionWatch(this::revision, redis, channel);
    }

    @Override
    public All read() {
        long before = revision();
        for (int i = 0; i < TRIES; i++) {
            Map<Id, Document> documents = scan();
            long after = revision();
            if (before == after) {
                return new All(after, documents);
            }
            before = after;
        }
        throw new StateException("the documents change faster than they can be read", null);
    }

    /** Page by page, as one large answer would hold everybody else up. */
    private Map<Id, Document> scan() {
        Map<Id, Document> documents = new HashMap<>();
        ScanCursor at = ScanCursor.INITIAL;
        do {
            ScanCursor from = at;
            MapScanCursor<String, String> page =
                    redis.ask(
                            TAG,
                            commands -> commands.hscan(all, from, ScanArgs.Builder.limit(PAGE)));
            page.getMap()
                    .forEach((field, value) -> {
                        Document document = document(field, value);
                        documents.put(document.id(), document);
                    });
            at = page;
        } while (!at.isFinished());
        return documents;
    }

    private static Document document(String field, String value) {
        int colon = value.indexOf(':');
        return new Document(
                RevisionJson.id(field),
                value.substring(colon + 1),
                Long.parseLong(value.substring(0, colon)));
    }

    @Override
    public long revision() {
        // Redis' answer may be nothing, which is not told by its type.
        List<Object> found =
                redis.ask(
                        TAG,
                        commands ->
                                commands.get(newest)
                                        .thenApply(
                                                text -> text == null ? List.of() : List.of(text)));
        return found.isEmpty() ? 0 : Long.parseLong((String) found.getFirst());
    }

    @Override
    public Revision change(List<Change> changes, long base, String author, String note) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                Integer.toString(HISTORY),
                                channel,
                                author,
                                note,
                                Long.toString(base)));
        for (Change one : changes) {
            String json = one.json();
            arguments.add(RevisionJson.field(one.id()));
            arguments.add(Long.toString(one.expected()));
            arguments.add(json == null ? "0" : "1");
            arguments.add(json == null ? "" : json);
        }
        List<Object> answer =
                redis.ask(
                        TAG,
                        commands -> change.run(commands, List.of(all, newest, history), arguments));
        return switch ((String) answer.getFirst()) {
            case "ok" -> RevisionJson.read((String) answer.get(1));
            case "conflict" -> {
                int position = Math.toIntExact((Long) answer.get(1));
                throw new ConflictException(changes.get(position).id(), (Long) answer.get(2));
            }
            default -> throw new OutdatedException((Long) answer.get(1));
        };
    }

    @Override
    public List<Revision> history(int most) {
        List<Revision> revisions = new ArrayList<>();
        while (revisions.size() < most) {
            int from = revisions.size();
            int to = Math.min(most, from + REVISIONS) - 1;
            List<String> page = redis.ask(TAG, commands -> commands.lrange(history, from, to));
            page.forEach(json -> revisions.add(RevisionJson.read(json)));
            if (page.size() < to - from + 1) {
                break;
            }
        }
        return List.copyOf(revisions);
    }

    @Override
    public AutoCloseable watch(Runnable listener) {
        return watch.add(listener);
    }

    @Override
    public void close() {
        watch.close();
    }
}
