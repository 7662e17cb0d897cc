// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.objects;

import dev.martlet.core.state.Documents;
import dev.martlet.core.state.Documents.Changed;
import dev.martlet.core.state.Documents.Revision;
import dev.martlet.core.state.StateException;
import dev.martlet.server.config.yaml.JsonReader;
import dev.martlet.server.config.yaml.Node.MapNode;
import dev.martlet.server.objects.Refusal.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was changed, and the way back. Thread-safe. */
public final class History {
    private final Stored stored;
    private final Changes changes;

    History(Stored stored, Changes changes) {
        this.stored = stored;
        this.changes = changes;
    }

    /**
     * The newest revisions.
     *
     * @param before only those with smaller numbers; 0 for all
     * @param limit how many at most
     * @return newest first
     * @throws Refusal if the store does not answer
     */
    public List<Revision> list(long before, int limit) {
        try {
            long newest = stored.documents().revision();
            long skipped = before <= 0 ? 0 : Math.max(newest - before + 1, 0);
            long most = Math.min(skipped + limit, Documents.HISTORY);
            return stored.documents().history((int) most).stream()
                    .filter(revision -> before <= 0 || revision.number() < before)
                    .limit(limit)
                    .toList();
        } catch (StateException e) {
            throw unavailable(e);
        }
    }

    /**
     * One revision.
     *
     * @param number its number
     * @return the revision
     * @throws Refusal if it is not kept, or the store does not answer
     */
    public Revision get(long number) {
        return list(number + 1, 1).stream()
                .filter(revision -> revision.number() == number)
                .findFirst()
                .orElseThrow(() -> notKept(number));
    }

    /**
     * Makes everything what it was after a revision, by a new one. Keys are left as they are, as a
     * revoked one must stay revoked, and one that was given out must work; but a tenant that comes
     * back brings those that went with it, and one that goes takes its keys along.
     *
     * @param number the revision to go back to; 0 for before the first one
     * @param actor who does it
     * @return the new revision, or the newest one if there was nothing to change
     * @throws Refusal if nothing was changed
     */
    public long rollback(long number, Actor actor) {
        return changes.make(actor, () -> edits(number));
    }

    private List<Edit> edits(long number) {
        long newest = stored.revision();
        if (number > newest || number < 0) {
            throw notKept(number);
        }
        if (number == newest) {
            return List.of();
        }
        List<Revision> undone =
                stored.documents().history((int) Math.min(newest - number, Documents.HISTORY));
        if (undone.isEmpty() || undone.getLast().number() != number + 1) {
            throw notKept(number);
        }
        Map<Documents.Id, @Nullable String> then = new LinkedHashMap<>();
        // Newest first: what was done to a key by itself later must hold, or a revoked one would
        // work.
        Set<Documents.Id> keys = new HashSet<>();
        for (Revision revision : undone) {
            if (revision.changes().stream().allMatch(History::ofKey)) {
                revision.changes().forEach(change -> keys.add(change.id()));
                continue;
            }
            for (Changed change : revision.changes()) {
                if (!keys.contains(change.id())) {
                    then.put(change.id(), change.before());
                }
            }
        }
        return edits(then);
    }

    private List<Edit> edits(Map<Documents.Id, @Nullable String> then) {
        Map<Documents.Id, Edit> edits = new LinkedHashMap<>();
        then.forEach((id, text) -> {
            StoredObject now = stored.get(id);
            if (text != null) {
                edits.put(id, Edit.put(id, now, (MapNode) JsonReader.stored(text)));
            } else if (now != null) {
                edits.put(id, Edit.delete(now));
                if (id.kind().equals(ObjectService.TENANTS)) {
                    ObjectService.keysOf(stored, id.name())
                            .values()
                            .forEach(key -> edits.put(key.id(), Edit.delete(key)));
                }
            }
        });
        return new ArrayList<>(edits.values());
    }

    private static boolean ofKey(Changed change) {
        return change.id().kind().equals(Kinds.KEYS);
    }

    private static Refusal notKept(long number) {
        return new Refusal(
                Reason.NOT_FOUND,
                "There is no revision "
                        + number
                        + ", or it is not kept any more; the newest "
                        + Documents.HISTORY
                        + " are.");
    }

    private static Refusal unavailable(StateException e) {
        return new Refusal(
                Reason.STATE_UNAVAILABLE,
                "The state cannot be used at the moment: " + e.getMessage(),
                List.of(),
                e);
    }
}
