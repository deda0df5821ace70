namespace MiniGrad.Data;

/// <summary>What is to be predicted.</summary>
public enum TargetKind
{
    /// <summary>Which of some classes a row belongs to.</summary>
    Classes,

    /// <summary>A number.</summary>
    Numbers,
}
