package io.github.backup4j.huawei.internal.work;

/**
 * What is the same for all long work of a kind.
 *
 * @param name its name in tokens; never changed
 * @param words what it does, in words that progress begins with
 * @param resultType what it results in
 * @param steps how many steps it has
 * @param fields the fields that its tokens may have beside those of all work
 * @param <T> what it results in
 */
public record WorkKind<T>(String name, String words, Class<T> resultType, int steps, TokenFields fields) {}
