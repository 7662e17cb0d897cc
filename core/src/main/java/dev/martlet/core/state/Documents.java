// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.state;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Objects that were made at run time: tenants, keys, models, routes, whatever a configuration can
 * hold. Every change is a revision of the whole, with its author and time; the newest {@value
 * #HISTORY} are kept. Thread-safe.
 */
public interface Documents {
    /** How many revisions are kept. */
    int HISTORY = 1000;

    /**
     * Names an object.
     *
     * @param kind the section of the configuration, for example {@code tenants}
     * @param name unique within its kind
     */
    record Id(String kind, String name) {}

    /**
     * An object.
     *
     * @param id which
     * @param json its text
     * @param revision in which it last changed: its version
     */
    record Document(Id id, String json, long revision) {}

    /**
     * A change of one object.
     *
     * @param id which
     * @param json the new text, or null to remove it
     * @param expected the version that the author saw: 0 if it must not exist yet, -1 for any
     */
    record Change(Id id, @Nullable String json, long expected) {}

    /**
     * What was done once.
     *
     * @param number counts up from 1
     * @param author who
     * @param at when
     * @param note what for
     * @param changes what; each with the text before, for going back
     */
    record Revision(long number, String author, Instant at, String note, List<Changed> changes) {
        public Revision {
            changes = List.copyOf(changes);
        }
    }

    /**
     * What a revision did to an object.
     *
     * @param id which
     * @param before its text before, or null if there was none
     * @param after its text after, or null if there is none
     */
    record Changed(Id id, @Nullable String before, @Nullable String after) {}

    /**
     * All objects of one moment.
     *
     * @param revision the newest that is in it; 0 if there never was a change
     * @param documents by their ids
     */
    record All(long revision, Map<Id, Document> documents) {
        public All {
            documents = Map.copyOf(documents);
        }
    }

    /** Somebody else changed what was to be changed. */
    final class ConflictException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /**
         * A conflict.
         *
         * @param id of what
         * @param version what it is now, 0 if it does not exist
         */
        public ConflictException(Id id, long version) {
            super(id.kind() + "/" + id.name() + ": version " + version, null, false, false);
        }
    }

    /** There is a newer revision than the one that a change is based on. */
    final class OutdatedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /**
         * Something has changed meanwhile.
         *
         * @param revision the newest
         */
        public OutdatedException(long revision) {
            super("revision: " + revision, null, false, false);
        }
    }

    /**
     * Reads all.
     *
     * @return the objects
     * @throws StateException if the store does not answer
     */
    All read();

    /**
     * The number of the newest revision: a cheap question.
     *
     * @return 0 if there never was a change
     * @throws StateException if the store does not answer
     */
    long revision();

    /**
     * Changes some objects, all or none.
     *
     * @param changes what; each object once
     * @param base the newest revision that was looked at: what fits to that need not fit to a newer
     *     one, also where it changed other objects; -1 if it does not matter
     * @param author who
     * @param note what for
     * @return the revision that did it
     * @throws ConflictException if an object is not at the expected version; looked at first
     * @throws OutdatedException if there is a newer revision than the base
     * @throws StateException if the store does not answer; the change may have been made
     */
    Revision change(List<Change> changes, long base, String author, String note);

    /**
     * The newest revisions, newest first.
     *
     * @param most how many at most
     * @return the revisions
     * @throws StateException if the store does not answer
     */
    List<Revision> history(int most);

    /**
     * Calls whenever there may be a new revision, also of another node; within a second of it, and
     * at least when the store comes back after it was away.
     *
     * @param listener called on a thread of the store; must not block for long
     * @return ends the calls
     */
    AutoCloseable watch(Runnable listener);
}
