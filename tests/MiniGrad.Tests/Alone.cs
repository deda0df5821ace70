using Xunit;

namespace MiniGrad.Tests;

/// <summary>The collection of tests that measure the whole heap, or change how many threads there are, which others would notice by the
/// threads that are then made: no other test runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
