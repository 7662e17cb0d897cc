// SPDX-License-Identifier: Apache-2.0
/**
 * Objects that are made at run time. Every section of the configuration that is a list of named
 * things takes them: they are kept as documents, and bound, checked and compiled with the file as
 * if they stood in it.
 */
@NullMarked
package dev.martlet.server.objects;

import org.jspecify.annotations.NullMarked;
