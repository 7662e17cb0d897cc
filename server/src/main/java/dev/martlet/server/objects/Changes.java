// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.objects;

import dev.martlet.core.config.ConfigException;
import dev.martlet.core.config.Problem;
import dev.martlet.core.state.Documents;
import dev.martlet.core.state.Documents.ConflictException;
import dev.martlet.core.state.Documents.OutdatedException;
import dev.martlet.core.state.Documents.Revision;
import dev.martlet.core.state.StateException;
import dev.martlet.server.config.yaml.YamlProblem;
import dev.martlet.server.objects.Refusal.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes changes: compiles them with everything else, stores them, publishes them, in this order. So
 * what is stored compiles, and what serves is stored. Whoever was overtaken by another node thinks
 * again.
 */
final class Changes {
    private static final System.Logger AUDIT = System.getLogger("dev.martlet.audit");
    private static final int MAX_TRIES = 8;

    private final Stored stored;
    private final Compiler compiler;
    private final ReentrantLock lock;

    Changes(Stored stored, Compiler compiler, ReentrantLock lock) {
        this.stored = stored;
        this.compiler = compiler;
        this.lock = lock;
    }

    /**
     * Thinks a change out and makes it.
     *
     * @param edits looks at what is stored, and says what to change; may be asked again
     * @return the revision after it
     */
    long make(Actor actor, Supplier<List<Edit>> edits) {
        lock.lock();
        try {
            for (int i = 0; i < MAX_TRIES; i++) {
                stored.refresh();
                List<Edit> wanted =
                        edits.get().stream().filter(edit -> !edit.changesNothing()).toList();
                if (wanted.isEmpty()) {
                    return stored.revision();
                }
                Long revision = tried(actor, wanted);
                if (revision != null) {
                    return revision;
                }
            }
            throw new Refusal(
                    Reason.BUSY, "Others are making changes at the same time. Try again.");
        } catch (ConfigException e) {
            throw Refusal.invalid(e.problems());
        } catch (YamlProblem e) {
            throw Refusal.invalid(List.of(problem(e)));
        } catch (StateException e) {
            throw new Refusal(
                    Reason.STATE_UNAVAILABLE,
                    "The state cannot be used at the moment; if the change was on its way, it may have been"
                            + " made: "
                            + e.getMessage(),
                    List.of(),
                    e);
        } finally {
            lock.unlock();
        }
    }

    static Problem problem(YamlProblem e) {
        return new Problem(
                "request body",
                e.line(),
                e.column(),
                e.path(),
                String.valueOf(e.getMessage()),
                e.expected(),
                null);
    }

    /** The new revision; null if somebody else was faster. */
    private @Nullable Long tried(Actor actor, List<Edit> edits) {
        Compiler.Candidate candidate = null;
        boolean published = false;
        try {
            if (edits.stream().anyMatch(edit -> !edit.isKey())) {
                candidate = compiler.compile(stored.objects().with(after(edits)).added());
            }
            for (Edit edit : edits) {
                StoredObject after = edit.after();
                if (edit.isKey() && after != null) {
                    stored.key(edit.id(), after.node());
                }
            }
            if (actor.dryRun()) {
                return stored.revision();
            }
            Revision made =
                    stored.documents()
                            .change(
                                    edits.stream().map(Edit::change).toList(),
                                    stored.revision(),
                                    actor.author(),
                                    actor.note());
            stored.adopt(made);
            audit(made);
            if (candidate != null) {
                published = true;
                candidate.publish();
            }
            return made.number();
        } catch (OutdatedException | ConflictException e) {
            return null;
        } finally {
            if (candidate != null && !published) {
                candidate.discard();
            }
        }
    }

    private static Map<Documents.Id, @Nullable StoredObject> after(List<Edit> edits) {
        Map<Documents.Id, @Nullable StoredObject> after = new LinkedHashMap<>();
        for (Edit edit : edits) {
            if (!edit.isKey()) {
                after.put(edit.id(), edit.after());
            }
        }
        return after;
    }

    /** One line for each change, with nothing of what the objects say. */
    private static void audit(Revision revision) {
        var what = new StringBuilder();
        for (var change : revision.changes()) {
            String verb =
                    change.before() == null
                            ? "created "
                            : change.after() == null ? "deleted " : "changed ";
            what.append(what.isEmpty() ? "" : ", ")
                    .append(verb)
                    .append(change.id().kind())
                    .append('/')
                    .append(change.id().name());
        }
        AUDIT.log(
                System.Logger.Level.INFO,
                "revision {0,number,#} by {1}: {2} ({3})",
                revision.number(),
                revision.author(),
                what,
                revision.note());
    }
}
