namespace MiniGrad.Data;

/// <summary>What is wrong with a file, in words without its name and a full stop.</summary>
internal sealed class FileProblem(string problem, Exception? cause = null) : Exception(problem, cause);
