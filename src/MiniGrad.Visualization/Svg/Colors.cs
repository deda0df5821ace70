namespace MiniGrad.Visualization;

/// <summary>The colours of the parts of pictures and pages.</summary>
internal static class Colors
{
    public static readonly ThemedColor Background = new(0xffffff, 0x0f141a);
    public static readonly ThemedColor Page = new(0xf4f6f8, 0x090d12);
    public static readonly ThemedColor Text = new(0x1f2328, 0xe6edf3);
    public static readonly ThemedColor FaintText = new(0x59636e, 0xa3adb8);
    public static readonly ThemedColor AxisLine = new(0x8c959f, 0x6e7883);
    public static readonly ThemedColor GridLine = new(0xe4e8ec, 0x262d36);
    public static readonly ThemedColor MinorGridLine = new(0xf2f4f6, 0x1a2028);

    /// <summary>Lines that differ for every kind of colour vision and stand out from their background.</summary>
    /// <remarks>After the set of Okabe and Ito (Color Universal Design, 2008), each darkened or lightened.</remarks>
    public static readonly IReadOnlyList<ThemedColor> Lines =
    [
        new(0x0072b2, 0x4ba6e8), new(0xd55e00, 0xff8b45), new(0x00875f, 0x2cc295), new(0xb8478f, 0xe893c6),
        new(0xb07d00, 0xf0c345), new(0x6a51a3, 0xb6a0f0), new(0x3598d0, 0xa3dcfa), new(0x57606a, 0xb1bac4),
    ];

    // The ground of a surface, quiet enough for lines over it.
    public static readonly ThemedColor LowGround = new(0xa3bfda, 0x36577c);
    public static readonly ThemedColor HighGround = new(0xf7f9fb, 0x131a22);
    public static readonly ThemedColor ContourLine = new(0x7f9dbd, 0x5c7fa6);

    // Right and wrong predictions, from a small share to all.
    public static readonly ThemedColor RightLow = new(0xe1edf8, 0x16283a);
    public static readonly ThemedColor RightHigh = new(0x0b5fa5, 0x4ba6e8);
    public static readonly ThemedColor WrongLow = new(0xfdeadd, 0x3a2412);
    public static readonly ThemedColor WrongHigh = new(0xb84a00, 0xff8b45);

    public static readonly ThemedColor Edge = new(0x8c959f, 0x7d8894);
    public static readonly ThemedColor ParameterFill = new(0xe3f4ec, 0x12352a);
    public static readonly ThemedColor ParameterBorder = new(0x3aa17c, 0x2f9e78);
    public static readonly ThemedColor InputFill = new(0xe4f0fa, 0x14304a);
    public static readonly ThemedColor InputBorder = new(0x4b93c8, 0x3f8cc6);
    public static readonly ThemedColor ConstantBorder = new(0xb4bcc4, 0x4a535d);
    public static readonly ThemedColor OperationFill = new(0xf6f8fa, 0x1c232c);
    public static readonly ThemedColor OperationBorder = new(0xa6afb8, 0x56616d);
    public static readonly ThemedColor Good = new(0x1a7f4b, 0x3fb67f);
    public static readonly ThemedColor Bad = new(0xc4320a, 0xff8a66);
    public static readonly ThemedColor Link = new(0x0b5fa5, 0x6cb6f5);
    public static readonly ThemedColor OutputFill = new(0xfdeadd, 0x46260f);
    public static readonly ThemedColor OutputBorder = new(0xd55e00, 0xf0843c);
}
