using static MiniGrad.Data.ControlPoint;

namespace MiniGrad.Data;

/// <summary>The ways in which people write the ten digits, drawn by hand for this library.</summary>
internal static class WritingStyles
{
    /// <summary>The styles of every digit.</summary>
    public static readonly WritingStyle[][] OfDigit =
    [
        Zero(), One(), Two(), Three(), Four(), Five(), Six(), Seven(), Eight(), Nine(),
    ];

    private static WritingStyle[] Zero() =>
    [
        // A wide oval.
        new(4, [Through(58, 2), Through(32, 10), Through(16, 36), Through(18, 72), Through(40, 97),
            Through(66, 92), Through(84, 62), Through(82, 28), Through(62, 5), Through(50, 3)]),

        // A narrow one.
        new(3, [Through(60, 3), Through(41, 20), Through(30, 54), Through(33, 88), Through(48, 98),
            Through(62, 82), Through(71, 50), Through(70, 18), Through(60, 3), Through(53, 8)]),

        // Closed with a hook that runs on into the inside.
        new(2, [Through(42, 8), Through(20, 26), Through(14, 58), Through(26, 88), Through(50, 98),
            Through(76, 85), Through(87, 52), Through(78, 18), Through(55, 4), Through(40, 12), Through(50, 24)]),
    ];

    private static WritingStyle[] One() =>
    [
        // A bare line.
        new(6, [Through(51, 0), Through(50, 50), Through(49, 100)]),

        // With a flag.
        new(2, [Through(32, 20), Corner(53, 0), Through(51, 50), Through(50, 100)]),

        // With a flag and a base.
        new(1, [Through(32, 20), Corner(53, 0), Through(51, 50), Through(50, 98)],
            [Through(28, 99), Through(50, 98), Through(74, 98)]),
    ];

    private static WritingStyle[] Two() =>
    [
        // A straight base.
        new(4, [Through(18, 25), Through(26, 8), Through(48, 0), Through(72, 8), Through(77, 28),
            Through(62, 55), Through(38, 78), Corner(14, 97), Through(48, 95), Through(86, 95)]),

        // A loop at the lower left.
        new(4, [Through(20, 20), Through(38, 3), Through(64, 5), Through(74, 26), Through(62, 55), Through(38, 84),
            Through(18, 95), Through(8, 85), Through(20, 74), Through(42, 83), Through(64, 96), Through(90, 90)]),

        // A wavy base.
        new(2, [Through(20, 28), Through(30, 6), Through(58, 2), Through(77, 20), Through(68, 46),
            Through(44, 72), Corner(16, 94), Through(36, 86), Through(60, 94), Through(90, 86)]),

        // Flat on top, close to a Z.
        new(1, [Through(14, 13), Through(42, 3), Through(70, 7), Through(68, 32), Through(44, 62),
            Corner(18, 92), Through(50, 90), Through(84, 96)]),
    ];

    private static WritingStyle[] Three() =>
    [
        // Two bowls that meet in a cusp.
        new(5, [Through(20, 12), Through(42, 1), Through(68, 8), Through(72, 26), Through(58, 41),
            Corner(38, 47), Through(64, 52), Through(80, 70), Through(70, 92), Through(42, 99), Through(14, 88)]),

        // A flat top and a sharp neck.
        new(1, [Through(18, 5), Corner(74, 4), Corner(44, 40), Through(68, 46), Through(82, 66),
            Through(70, 92), Through(42, 99), Through(14, 88)]),

        // A small loop at the neck.
        new(2, [Through(18, 14), Through(42, 1), Through(68, 10), Through(66, 32), Through(46, 49), Through(34, 46),
            Through(44, 40), Through(66, 52), Through(80, 72), Through(66, 94), Through(38, 99), Through(12, 84)]),
    ];

    private static WritingStyle[] Four() =>
    [
        // Open on top, two strokes.
        new(4, [Through(32, 4), Through(24, 30), Corner(13, 58), Through(48, 58), Through(88, 54)],
            [Through(68, 8), Through(64, 52), Through(58, 100)]),

        // Closed, as printed.
        new(2, [Through(66, 2), Through(38, 36), Corner(10, 66), Through(50, 66), Through(92, 65)],
            [Through(67, 0), Through(66, 50), Through(65, 100)]),

        // One stroke: a bowl, then down.
        new(3, [Through(22, 8), Through(18, 32), Through(30, 50), Through(54, 48), Through(72, 34),
            Corner(80, 6), Through(74, 52), Through(66, 100)]),
    ];

    private static WritingStyle[] Five() =>
    [
        // The hat drawn last.
        new(4, [Through(28, 4), Through(25, 24), Corner(22, 44), Through(46, 38), Through(72, 50),
            Through(78, 74), Through(56, 97), Through(16, 92)], [Through(28, 5), Through(55, 4), Through(86, 2)]),

        // One stroke from the tip of the hat.
        new(2, [Through(82, 3), Through(55, 5), Corner(31, 6), Corner(24, 42), Through(50, 38),
            Through(76, 54), Through(74, 82), Through(48, 98), Through(14, 90)]),

        // Rounded, close to an S.
        new(2, [Through(88, 4), Through(58, 4), Through(36, 14), Through(32, 34), Through(50, 46),
            Through(68, 60), Through(68, 82), Through(48, 97), Through(14, 92)]),
    ];

    private static WritingStyle[] Six() =>
    [
        // A curved stem.
        new(4, [Through(70, 3), Through(44, 18), Through(25, 46), Through(20, 74), Through(35, 96),
            Through(60, 96), Through(77, 78), Through(67, 59), Through(44, 60), Through(24, 78)]),

        // A straight stem and a small loop.
        new(3, [Through(54, 0), Through(38, 32), Through(26, 66), Through(34, 93), Through(56, 97),
            Through(72, 82), Through(62, 66), Through(44, 66), Through(29, 80)]),

        // A large loop under a hooked stem.
        new(2, [Through(78, 12), Through(58, 2), Through(34, 20), Through(19, 56), Through(28, 88),
            Through(56, 98), Through(80, 80), Through(75, 56), Through(50, 48), Through(24, 64)]),
    ];

    private static WritingStyle[] Seven() =>
    [
        // Plain.
        new(4, [Through(14, 8), Through(48, 6), Corner(84, 5), Through(62, 48), Through(44, 100)]),

        // With a bar.
        new(2, [Through(14, 8), Through(48, 6), Corner(84, 5), Through(62, 48), Through(46, 100)],
            [Through(36, 54), Through(60, 52), Through(84, 51)]),

        // With a serif.
        new(2, [Through(13, 26), Corner(16, 7), Through(50, 7), Corner(84, 4), Through(62, 46), Through(52, 100)]),

        // Rounded at the shoulder.
        new(2, [Through(12, 15), Through(38, 5), Through(68, 6), Through(78, 20), Through(68, 46), Through(55, 72), Through(46, 100)]),
    ];

    private static WritingStyle[] Eight() =>
    [
        // One stroke that crosses itself.
        new(5, [Through(74, 14), Through(50, 1), Through(28, 14), Through(33, 35), Through(54, 51), Through(74, 68),
            Through(70, 91), Through(46, 99), Through(24, 87), Through(29, 66), Through(50, 49), Through(69, 32), Through(75, 13)]),

        // Two circles.
        new(2, [Through(50, 46), Through(30, 35), Through(30, 12), Through(50, 1), Through(70, 12), Through(69, 34), Through(50, 47)],
            [Through(50, 46), Through(26, 58), Through(20, 82), Through(48, 99), Through(79, 84), Through(75, 58), Through(51, 46)]),

        // Narrow, left open at the top.
        new(3, [Through(74, 8), Through(54, 2), Through(36, 16), Through(42, 38), Through(58, 56), Through(62, 80),
            Through(46, 98), Through(30, 88), Through(34, 66), Through(54, 44), Through(70, 25), Through(77, 14)]),
    ];

    private static WritingStyle[] Nine() =>
    [
        // A straight stem.
        new(4, [Through(76, 16), Through(56, 3), Through(30, 10), Through(22, 34), Through(40, 50),
            Through(64, 40), Corner(78, 10), Through(73, 54), Through(66, 100)]),

        // A tail that curves back.
        new(2, [Through(75, 18), Through(52, 2), Through(26, 14), Through(24, 40), Through(48, 52), Through(70, 38),
            Corner(76, 12), Through(78, 46), Through(70, 80), Through(46, 99), Through(20, 90)]),

        // One flowing line.
        new(3, [Through(70, 12), Through(46, 5), Through(26, 26), Through(36, 47), Through(58, 40),
            Through(72, 15), Through(68, 44), Through(58, 72), Through(46, 100)]),
    ];
}
