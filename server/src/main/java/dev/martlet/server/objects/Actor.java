// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.objects;

/**
 * Who changes something.
 *
 * @param author a name
 * @param note what for
 * @param dryRun whether it shall only be said what would come of it
 */
public record Actor(String author, String note, boolean dryRun) {}
