namespace MiniGrad.Data;

/// <summary>A point that the pen passes, in a box of 100 by 100 with y downwards; at a corner the direction may change sharply.</summary>
internal readonly record struct ControlPoint(float X, float Y, bool IsCorner)
{
    public static ControlPoint Through(float x, float y) => new(x, y, false);

    public static ControlPoint Corner(float x, float y) => new(x, y, true);
}
