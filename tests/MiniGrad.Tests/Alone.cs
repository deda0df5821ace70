using Xunit;

namespace MiniGrad.Tests;

/// <summary>The collection of tests that measure the whole heap: no other test runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
