namespace MiniGrad.Visualization;

/// <summary>For which background a picture is coloured.</summary>
public enum Theme
{
    /// <summary>Light, and dark where the viewer asks for it, by a <c>prefers-color-scheme</c> rule inside the picture. Programs that do not know that rule show it light.</summary>
    Automatic,

    /// <summary>Always dark on light.</summary>
    Light,

    /// <summary>Always light on dark.</summary>
    Dark,
}
