namespace MiniGrad.Data;

/// <summary>A way to write a digit: the strokes of the pen, and how common it is among the ways to write this digit.</summary>
internal sealed record WritingStyle(int Weight, ControlPoint[][] Strokes)
{
    /// <summary>The ways to write each of the ten digits, drawn by hand for this library.</summary>
    public static readonly WritingStyle[][] OfDigit =
    [
        [ // 0
            Drawn(4, "58,2 32,10 16,36 18,72 40,97 66,92 84,62 82,28 62,5 50,3"), // a wide oval
            Drawn(3, "60,3 41,20 30,54 33,88 48,98 62,82 71,50 70,18 60,3 53,8"), // a narrow one
            Drawn(2, "42,8 20,26 14,58 26,88 50,98 76,85 87,52 78,18 55,4 40,12 50,24"), // closed with a hook that runs on into the inside
        ],
        [ // 1
            Drawn(6, "51,0 50,50 49,100"), // a bare line
            Drawn(2, "32,20 53,0* 51,50 50,100"), // with a flag
            Drawn(1, "32,20 53,0* 51,50 50,98 | 28,99 50,98 74,98"), // with a flag and a base
        ],
        [ // 2
            Drawn(4, "18,25 26,8 48,0 72,8 77,28 62,55 38,78 14,97* 48,95 86,95"), // a straight base
            Drawn(4, "20,20 38,3 64,5 74,26 62,55 38,84 18,95 8,85 20,74 42,83 64,96 90,90"), // a loop at the lower left
            Drawn(2, "20,28 30,6 58,2 77,20 68,46 44,72 16,94* 36,86 60,94 90,86"), // a wavy base
            Drawn(1, "14,13 42,3 70,7 68,32 44,62 18,92* 50,90 84,96"), // flat on top, close to a Z
        ],
        [ // 3
            Drawn(5, "20,12 42,1 68,8 72,26 58,41 38,47* 64,52 80,70 70,92 42,99 14,88"), // two bowls that meet in a cusp
            Drawn(1, "18,5 74,4* 44,40* 68,46 82,66 70,92 42,99 14,88"), // a flat top and a sharp neck
            Drawn(2, "18,14 42,1 68,10 66,32 46,49 34,46 44,40 66,52 80,72 66,94 38,99 12,84"), // a small loop at the neck
        ],
        [ // 4
            Drawn(4, "32,4 24,30 13,58* 48,58 88,54 | 68,8 64,52 58,100"), // open on top, two strokes
            Drawn(2, "66,2 38,36 10,66* 50,66 92,65 | 67,0 66,50 65,100"), // closed, as printed
            Drawn(3, "22,8 18,32 30,50 54,48 72,34 80,6* 74,52 66,100"), // one stroke: a bowl, then down
        ],
        [ // 5
            Drawn(4, "28,4 25,24 22,44* 46,38 72,50 78,74 56,97 16,92 | 28,5 55,4 86,2"), // the hat drawn last
            Drawn(2, "82,3 55,5 31,6* 24,42* 50,38 76,54 74,82 48,98 14,90"), // one stroke from the tip of the hat
            Drawn(2, "88,4 58,4 36,14 32,34 50,46 68,60 68,82 48,97 14,92"), // rounded, close to an S
        ],
        [ // 6
            Drawn(4, "70,3 44,18 25,46 20,74 35,96 60,96 77,78 67,59 44,60 24,78"), // a curved stem
            Drawn(3, "54,0 38,32 26,66 34,93 56,97 72,82 62,66 44,66 29,80"), // a straight stem and a small loop
            Drawn(2, "78,12 58,2 34,20 19,56 28,88 56,98 80,80 75,56 50,48 24,64"), // a large loop under a hooked stem
        ],
        [ // 7
            Drawn(4, "14,8 48,6 84,5* 62,48 44,100"), // plain
            Drawn(2, "14,8 48,6 84,5* 62,48 46,100 | 36,54 60,52 84,51"), // with a bar
            Drawn(2, "13,26 16,7* 50,7 84,4* 62,46 52,100"), // with a serif
            Drawn(2, "12,15 38,5 68,6 78,20 68,46 55,72 46,100"), // rounded at the shoulder
        ],
        [ // 8
            Drawn(5, "74,14 50,1 28,14 33,35 54,51 74,68 70,91 46,99 24,87 29,66 50,49 69,32 75,13"), // one stroke that crosses itself
            Drawn(2, "50,46 30,35 30,12 50,1 70,12 69,34 50,47 | 50,46 26,58 20,82 48,99 79,84 75,58 51,46"), // two circles
            Drawn(3, "74,8 54,2 36,16 42,38 58,56 62,80 46,98 30,88 34,66 54,44 70,25 77,14"), // narrow, left open at the top
        ],
        [ // 9
            Drawn(4, "76,16 56,3 30,10 22,34 40,50 64,40 78,10* 73,54 66,100"), // a straight stem
            Drawn(2, "75,18 52,2 26,14 24,40 48,52 70,38 76,12* 78,46 70,80 46,99 20,90"), // a tail that curves back
            Drawn(3, "70,12 46,5 26,26 36,47 58,40 72,15 68,44 58,72 46,100"), // one flowing line
        ],
    ];

    /// <param name="weight">How common the way is.</param>
    /// <param name="strokes">Points "x,y" in a box of 100 by 100, y downward; a star after corners, a bar between strokes.</param>
    private static WritingStyle Drawn(int weight, string strokes) =>
        new(weight, [.. strokes.Split(" | ").Select(stroke => stroke.Split(' ').Select(ReadPoint).ToArray())]);

    private static ControlPoint ReadPoint(string text)
    {
        int[] place = [.. text.TrimEnd('*').Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
        return new(place[0], place[1], text.EndsWith('*'));
    }
}

/// <summary>A point that the pen passes; at a corner the direction may change sharply.</summary>
internal readonly record struct ControlPoint(float X, float Y, bool IsCorner);
