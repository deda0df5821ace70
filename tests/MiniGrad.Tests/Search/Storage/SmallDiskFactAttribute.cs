using System.Runtime.CompilerServices;

namespace MiniGrad.Tests.Search;

/// <summary>A test on a small disk of its own, where one can be mounted.</summary>
public sealed class SmallDiskFactAttribute([CallerMemberName] string test = "") : ConditionalFactAttribute(SmallDisk.Missing, test);
