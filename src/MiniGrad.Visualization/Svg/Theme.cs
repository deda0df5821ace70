namespace MiniGrad.Visualization;

/// <summary>The background that a picture is coloured for.</summary>
public enum Theme
{
    /// <summary>Light, or dark where the viewer prefers it (<c>prefers-color-scheme</c>). Programs without it show it light.</summary>
    Automatic,

    /// <summary>Dark on light.</summary>
    Light,

    /// <summary>Light on dark.</summary>
    Dark,
}
