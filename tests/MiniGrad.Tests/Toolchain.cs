using Xunit;

namespace MiniGrad.Tests;

/// <summary>The collection of tests that have the SDK build, pack or publish this repository or one of their own: one after the other,
/// because they share what was built, but beside other tests, whose memory they do not touch.</summary>
[CollectionDefinition(nameof(Toolchain))]
public sealed class Toolchain;
