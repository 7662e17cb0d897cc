// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.objects;

import dev.martlet.core.state.Documents;
import dev.martlet.server.config.bind.Nearest;
import dev.martlet.server.config.yaml.MergePatch;
import dev.martlet.server.config.yaml.Node.MapNode;
import dev.martlet.server.objects.FileObjects.FileObject;
import dev.martlet.server.objects.Refusal.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads and changes objects of all kinds but keys. Thread-safe. */
public final class ObjectService {
    static final String TENANTS = "tenants";

    private final Kinds kinds;
    private final Stored stored;
    private final Compiler compiler;
    private final Changes changes;

    ObjectService(Kinds kinds, Stored stored, Compiler compiler, Changes changes) {
        this.kinds = kinds;
        this.stored = stored;
        this.compiler = compiler;
        this.changes = changes;
    }

    /**
     * A kind, and how many objects there are.
     *
     * @param kind its name
     * @param inFile those that the file defines
     * @param stored those that were made at run time
     */
    public record Count(String kind, int inFile, int stored) {}

    /**
     * What was saved, or would be.
     *
     * @param shown the object
     * @param revision of the whole
     * @param created whether there was none before
     */
    public record Saved(Shown shown, long revision, boolean created) {}

    /**
     * All kinds.
     *
     * @return in the order of the configuration
     */
    public List<Count> kinds() {
        return kinds.names().stream()
                .map(kind ->
                        new Count(
                                kind,
                                FileObjects.of(compiler.file(), kind).size(),
                                stored.objects().size(kind)))
                .toList();
    }

    /**
     * The newest revision that this node serves.
     *
     * @return 0 if there is none
     */
    public long revision() {
        return stored.revision();
    }

    /**
     * Objects of a kind, of the file and of the store.
     *
     * @param kind which
     * @param after begins behind this name; empty for the first page
     * @param limit how many at most
     * @return a page of them
     */
    public Page<Shown> list(String kind, String after, int limit) {
        known(kind);
        NavigableMap<String, FileObject> inFile = FileObjects.of(compiler.file(), kind);
        NavigableMap<String, StoredObject> inStore = stored.objects().kind(kind);
        var names = new TreeSet<>(inFile.tailMap(after, after.isEmpty()).keySet());
        names.addAll(inStore.tailMap(after, after.isEmpty()).keySet());
        List<Shown> items = new ArrayList<>();
        for (String name : names) {
            StoredObject object = inStore.get(name);
            FileObject element = inFile.get(name);
            if (element != null) {
                items.add(shown(kind, element));
            } else if (object != null) {
                items.add(Shown.of(name, object));
            }
            if (items.size() > limit) {
                break;
            }
        }
        return Page.of(items, limit, Shown::name);
    }

    private Shown shown(String kind, FileObject element) {
        return new Shown(
                element.name(),
                null,
                element.place(),
                FileObjects.shown(compiler.serving(), kind, element.index()));
    }

    /**
     * Reads one.
     *
     * @param kind its kind
     * @param name its name
     * @return the object
     * @throws Refusal if there is none
     */
    public Shown get(String kind, String name) {
        known(kind);
        FileObject element = FileObjects.find(compiler.file(), kind, name);
        if (element != null) {
            return shown(kind, element);
        }
        StoredObject object = stored.get(new Documents.Id(kind, name));
        if (object == null) {
            throw notFound(kind, name);
        }
        return Shown.of(name, object);
    }

    /**
     * Makes one, or replaces it.
     *
     * @param kind its kind
     * @param name its name
     * @param body what it shall be
     * @param precondition what the caller takes for granted
     * @param actor who does it
     * @return what was saved
     * @throws Refusal if nothing was
     */
    public Saved put(
            String kind, String name, MapNode body, Precondition precondition, Actor actor) {
        return save(
                kind,
                name,
                actor,
                before -> {
                    precondition.checkReplace(kind + "/" + name, before);
                    return body;
                });
    }

    /**
     * Changes parts of one.
     *
     * @param kind its kind
     * @param name its name
     * @param patch a merge patch (RFC 7396)
     * @param precondition what the caller takes for granted
     * @param actor who does it
     * @return what was saved
     * @throws Refusal if nothing was
     */
    public Saved patch(
            String kind, String name, MapNode patch, Precondition precondition, Actor actor) {
        return save(
                kind,
                name,
                actor,
                before -> {
                    if (before == null) {
                        throw notFound(kind, name);
                    }
                    precondition.check(kind + "/" + name, before);
                    return (MapNode) MergePatch.apply(before.node(), patch);
                });
    }

    private interface Next {
        MapNode of(@Nullable StoredObject before);
    }

    private Saved save(String kind, String name, Actor actor, Next next) {
        known(kind);
        Documents.Id id = new Documents.Id(kind, name);
        Map<Documents.Id, Edit> last = new LinkedHashMap<>();
        long revision =
                changes.make(
                        actor,
                        () -> {
                            checkNotInFile(kind, name);
                            StoredObject before = stored.get(id);
                            MapNode node =
                                    Bodies.named(
                                            next.of(before),
                                            "name",
                                            name,
                                            "admin: " + kind + "/" + name);
                            Edit edit = Edit.put(id, before, node);
                            last.put(id, edit);
                            return List.of(edit);
                        });
        Edit made = Objects.requireNonNull(last.get(id));
        StoredObject now = actor.dryRun() ? null : stored.get(id);
        StoredObject after = Objects.requireNonNull(made.after());
        return new Saved(
                Shown.of(name, now == null ? after : now), revision, made.before() == null);
    }

    /**
     * Deletes one; a tenant together with the keys that were made for it.
     *
     * @param kind its kind
     * @param name its name
     * @param precondition what the caller takes for granted
     * @param actor who does it
     * @return the revision of the whole
     * @throws Refusal if it is still there
     */
    public long delete(String kind, String name, Precondition precondition, Actor actor) {
        known(kind);
        return changes.make(
                actor,
                () -> {
                    checkNotInFile(kind, name);
                    StoredObject before = stored.get(new Documents.Id(kind, name));
                    if (before == null) {
                        throw notFound(kind, name);
                    }
                    precondition.check(kind + "/" + name, before);
                    List<Edit> edits = new ArrayList<>();
                    edits.add(Edit.delete(before));
                    if (kind.equals(TENANTS)) {
                        keysOf(stored, name).values().forEach(key -> edits.add(Edit.delete(key)));
                    }
                    return edits;
                });
    }

    static NavigableMap<String, StoredObject> keysOf(Stored stored, String tenant) {
        return stored.keys().subMap(tenant + "/", true, tenant + "0", false);
    }

    private void checkNotInFile(String kind, String name) {
        FileObject element = FileObjects.find(compiler.file(), kind, name);
        if (element != null) {
            throw new Refusal(
                    Reason.DEFINED_IN_FILE,
                    kind
                            + "/"
                            + name
                            + " is defined in "
                            + element.place()
                            + ": it can be changed there, and only there.");
        }
    }

    private void known(String kind) {
        if (!kinds.names().contains(kind)) {
            String nearest = Nearest.of(kind, kinds.names());
            throw new Refusal(
                    Reason.NOT_FOUND,
                    "There is no kind "
                            + kind
                            + (nearest == null ? "" : "; did you mean " + nearest + "?")
                            + " Kinds are: "
                            + String.join(", ", kinds.names())
                            + ".");
        }
    }

    private static Refusal notFound(String kind, String name) {
        return new Refusal(Reason.NOT_FOUND, "There is no " + kind + "/" + name + ".");
    }
}
