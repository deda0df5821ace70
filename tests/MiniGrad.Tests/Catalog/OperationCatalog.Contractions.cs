using System.Numerics;

namespace MiniGrad.Tests.Catalog;

internal static partial class OperationCatalog
{
    private static IEnumerable<CatalogRow<T>> Contractions<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        Contract<T>(
            "contract batches", "bij,bjk->bik",
            [[[2, 3, 4], [2, 4, 5]], [[1, 1, 1], [1, 1, 1]], [[0, 2, 3], [0, 3, 2]], [[2, 3, 0], [2, 0, 2]]],
            new Refusal([[2, 3, 4], [2, 5, 4]], "'j' has size 4 in the first tensor and 5 in the second tensor", "[2, 3, 4] and [2, 5, 4]"),
            new Refusal([[2, 3], [2, 3, 4]], "as the first tensor has axes, 2, got")),
        Contract<T>("contract matrices", "ij,jk->ik", [[[3, 4], [4, 5]], [[1, 1], [1, 1]], [[3, 0], [0, 2]], [[5, 9], [9, 6]]]),
        Contract<T>("contract transposed", "ji,kj->ik", [[[4, 3], [5, 4]], [[1, 1], [1, 1]]]),
        Contract<T>("contract turned round", "ij,jk -> ki", [[[3, 4], [4, 5]], [[1, 2], [2, 1]]]),
        Contract<T>("contract inner axes", "aibj,jci->cab", [[[2, 2, 2, 3], [3, 2, 2]], [[1, 2, 1, 2], [2, 3, 2]]]),
        Contract<T>("contract batches mixed", "ibj,kbj->bki", [[[2, 3, 2], [4, 3, 2]], [[3, 0, 2], [2, 0, 2]]]),
        Contract<T>("contract outer", "i,j->ij", [[[3], [4]], [[1], [1]], [[0], [2]]]),
        Contract<T>("contract elementwise", "ij,ji->ij", [[[3, 4], [4, 3]], [[1, 2], [2, 1]]]),
        Contract<T>("contract rows", "bi,bi->b", [[[3, 4], [3, 4]], [[1, 1], [1, 1]], [[2, 0], [2, 0]]]),
        Contract<T>("contract to a number", "ij,ij->", [[[3, 4], [3, 4]], [[1, 1], [1, 1]], [[0, 2], [0, 2]]]),
        Contract<T>("contract with a number", ",ij->ji", [[[], [3, 4]], [[], [0, 2]]],
            new Refusal([[1], [3, 4]], "as the first tensor has axes, 1, got", "[1] and [3, 4]")),
        Contract<T>("contract with sums", "ijk,lj->l", [[[2, 3, 2], [4, 3]], [[1, 2, 1], [1, 2]]]),
        Contract<T>("contract diagonals", "iij,jj->i", [[[3, 3, 2], [2, 2]], [[1, 1, 1], [1, 1]]],
            new Refusal([[3, 2, 2], [2, 2]], "'i' has size 3 in the first tensor and 2 in the first tensor")),
        Contract<T>("contract capital letters", "aA,A->Aa", [[[2, 3], [3]]]),
        Contract<T>("contract permutation", "ijk->kij", [[[2, 3, 4]], [[1, 1, 1]], [[2, 0, 3]]],
            new Refusal([[2, 3]], "as the tensor has axes, 2, got", "[2, 3]")),
        Contract<T>("contract sum", "ijk->j", [[[2, 3, 4]], [[1, 1, 1]], [[2, 3, 0]]]),
        Contract<T>("contract trace", "ii->", [[[3, 3]], [[1, 1]], [[0, 0]]],
            new Refusal([[2, 3]], "'i' has size 2 in the tensor and 3 in the tensor")),
        Contract<T>("contract long diagonal", "iji->ji", [[[3, 2, 3]], [[1, 2, 1]]]),
        Contract<T>("contract threefold diagonal", "iii->i", [[[3, 3, 3]], [[1, 1, 1]]]),
    ];

    private static CatalogRow<T> Contract<T>(string name, string notation, int[][][] shapes, params Refusal[] refused)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Name = name,
            Operation = "Contract",
            Apply = inputs => inputs.Count == 1
                ? Tensor.Contract(notation, inputs[0]) : Tensor.Contract(notation, inputs[0], inputs[1]),
            Reference = inputs => Contracted(notation.Replace(" ", ""), inputs),
            Shapes = shapes,
            Refused = refused,
        };

    /// <summary>The sum, over all values of the letters that the result lacks, of the products of the elements that the letters
    /// name.</summary>
    private static NaiveArray Contracted(string notation, IReadOnlyList<NaiveArray> x)
    {
        string[] sides = notation.Split("->"), operands = sides[0].Split(',');
        Dictionary<char, int> sizes = [];
        for (int i = 0; i < operands.Length; i++)
            for (int axis = 0; axis < operands[i].Length; axis++) sizes[operands[i][axis]] = x[i].Sizes[axis];
        string result = sides[1], summed = string.Concat(sizes.Keys.Where(letter => !result.Contains(letter)));
        return NaiveArray.Of(Sizes(result), i => NaiveArray.Positions(Sizes(summed)).Sum(s =>
            operands.Select((letters, operand) => x[operand][[.. letters.Select(letter =>
                result.Contains(letter) ? i[result.IndexOf(letter)] : s[summed.IndexOf(letter)])]]).Aggregate((a, b) => a * b)));

        int[] Sizes(string letters) => [.. letters.Select(letter => sizes[letter])];
    }
}
