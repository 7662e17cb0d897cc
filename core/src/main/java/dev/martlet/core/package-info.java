// SPDX-License-Identifier: Apache-2.0
/**
 * The types that everything in Martlet meets in: one {@link Exchange} per client request, one {@link Policy} shape, one
 * {@link Reply}, one {@link Failure}, one {@link Snapshot} per configuration generation.
 */
@NullMarked
package dev.martlet.core;

import org.jspecify.annotations.NullMarked;
