using MiniGrad.Serialization;

namespace MiniGrad.Data;

/// <summary>The header of a NumPy file: a dictionary in Python's notation with the keys <c>descr</c>, <c>fortran_order</c> and
/// <c>shape</c>, such as <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (2, 3), }</c>.</summary>
internal sealed record NpyDescription(ElementType Type, IReadOnlyList<long> Sizes, bool IsBigEndian, bool IsColumnMajor)
{
    private const int MaximumStringLength = 100;

    private static readonly (ElementType Type, string Name)[] types =
    [
        (ElementType.Binary64, "f8"), (ElementType.Binary32, "f4"), (ElementType.Binary16, "f2"), (ElementType.Signed64, "i8"),
        (ElementType.Signed32, "i4"), (ElementType.Signed16, "i2"), (ElementType.Signed8, "i1"), (ElementType.Unsigned64, "u8"),
        (ElementType.Unsigned32, "u4"), (ElementType.Unsigned16, "u2"), (ElementType.Unsigned8, "u1"), (ElementType.Boolean, "b1"),
    ];

    /// <summary>NumPy's name of a type of elements.</summary>
    /// <exception cref="NotSupportedException">NumPy has no such numbers.</exception>
    public static string NameOf(ElementType type) => types.FirstOrDefault(row => row.Type == type).Name
        ?? throw new NotSupportedException($"NumPy's format has no elements of type {type}.");

    /// <param name="header">The text of the header.</param>
    /// <param name="name">The name of the file in messages.</param>
    /// <exception cref="InvalidDataException">The text is no such dictionary, or the elements are not plain numbers.</exception>
    public static NpyDescription Parse(string header, string name) => new Parser(header, name).ReadAll();

    /// <summary>The shape of an array in memory.</summary>
    /// <exception cref="InvalidDataException">It has more elements than that holds.</exception>
    public Shape ShapeIn(string name) => FileShape.TryCreate([.. Sizes]) ?? throw new InvalidDataException(
        $"{name}: the shape ({string.Join(", ", Sizes)}) has more elements than an array holds ({Array.MaxLength}).");

    private ref struct Parser(ReadOnlySpan<char> text, string name)
    {
        private ReadOnlySpan<char> rest = text;

        public NpyDescription ReadAll()
        {
            (ElementType Type, bool IsBigEndian)? elements = null;
            bool? isColumnMajor = null;
            long[]? sizes = null;
            Expect('{');
            while (!Take('}'))
            {
                string key = ReadString("a key");
                Expect(':');
                if (key == "descr" && elements is null) elements = ReadType();
                else if (key == "fortran_order" && isColumnMajor is null) isColumnMajor = ReadBoolean();
                else if (key == "shape" && sizes is null) sizes = ReadShape();
                else throw Invalid($"the header has the key '{key}' twice, or it is not one of descr, fortran_order and shape");
                if (!Take(',') && Peek() != '}') throw Invalid("the header lacks a comma or the end of its dictionary");
            }
            if (Peek() != '\0') throw Invalid("the header goes on behind its dictionary");
            if (elements is null || isColumnMajor is null || sizes is null)
                throw Invalid("the header lacks one of descr, fortran_order and shape");
            return new NpyDescription(elements.Value.Type, sizes, elements.Value.IsBigEndian, isColumnMajor.Value);
        }

        private (ElementType Type, bool IsBigEndian) ReadType()
        {
            if (Peek() is '[' or '(') throw Invalid("the elements are structured: expected plain numbers");
            string description = ReadString("descr");
            int place = description.Length == 3 ? Array.FindIndex(types, row => row.Name == description[1..]) : -1;
            if (place < 0 || !(description[0] is '<' or '>' || (description[0] == '|' && ElementTypes.SizeOf(types[place].Type) == 1)))
            {
                throw Invalid(
                    $"elements of type '{description}' cannot be read: " +
                    $"expected one of {string.Join(", ", types.Select(row => row.Name))} behind '<' or '>', or '|' for single bytes");
            }
            return (types[place].Type, description[0] == '>');
        }

        private bool ReadBoolean() =>
            TakeWord("True") || (TakeWord("False") ? false : throw Invalid("fortran_order is neither True nor False"));

        private long[] ReadShape()
        {
            Span<long> sizes = stackalloc long[Shape.MaxRank];
            int rank = 0;
            bool isComplete = true;
            Expect('(');
            while (!Take(')'))
            {
                if (!isComplete) throw Invalid("the shape is not a list of whole numbers");
                int digits = Peek() is '\0' ? 0 : DigitCount();
                if (digits == 0 || !long.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out long size))
                    throw Invalid($"the shape holds something else than whole numbers from 0 to {long.MaxValue}");
                if (rank == sizes.Length) throw Invalid($"the shape has more than {sizes.Length} axes");
                sizes[rank++] = size;
                rest = rest[digits..];
                // As Python 2 wrote long integers.
                Take('L');
                isComplete = Take(',');
            }
            if (rank == 1 && !isComplete) throw Invalid("the shape is a number in brackets: expected a comma behind it");
            return sizes[..rank].ToArray();
        }

        private readonly int DigitCount()
        {
            int end = rest.IndexOfAnyExceptInRange('0', '9');
            return end < 0 ? rest.Length : end;
        }

        private string ReadString(string what)
        {
            char quote = Peek();
            int end = quote is '\'' or '"' ? rest[1..].IndexOfAny(quote, '\\') : -1;
            if (end < 0 || rest[1 + end] != quote) throw Invalid($"{what} in the header is not a string in quotes");
            if (end > MaximumStringLength)
                throw Invalid($"{what} in the header has {end} characters: at most {MaximumStringLength} are expected");
            string content = rest.Slice(1, end).ToString();
            rest = rest[(end + 2)..];
            return content;
        }

        private void Expect(char expected)
        {
            if (Take(expected)) return;
            throw Invalid($"the header has {(Peek() is '\0' ? "its end" : $"'{Peek()}'")} where '{expected}' is expected");
        }

        private bool Take(char wanted)
        {
            if (Peek() != wanted || rest.IsEmpty) return false;
            rest = rest[1..];
            return true;
        }

        private bool TakeWord(string word)
        {
            Peek();
            if (!rest.StartsWith(word)) return false;
            rest = rest[word.Length..];
            return true;
        }

        /// <summary>The next character that is not white space, or a zero at the end.</summary>
        private char Peek()
        {
            rest = rest.TrimStart(" \t\r\n");
            return rest.IsEmpty ? '\0' : rest[0];
        }

        private readonly InvalidDataException Invalid(string problem) => new($"{name}: {problem}.");
    }
}
