namespace MiniGrad.Data;

/// <summary>One way to write a digit: the strokes of the pen, and how common the way is relative to the digit's other ways.</summary>
internal sealed record WritingStyle(int Weight, params ControlPoint[][] Strokes);
