package io.github.backup4j.huawei.emulator;

/** The two forms in which answers are known, which differ in JSON types and timestamps. */
public enum Form {
    /** As recordings of the real service show it, and the official SDK can parse it. */
    RECORDED,
    /** As the examples of the API reference show it. */
    DOCUMENTED
}
