// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

/** A target that forwards over HTTP to one or more services. */
public non-sealed interface HttpTarget extends Target {}
