using MiniGrad.Tests.Catalog;

namespace MiniGrad.AotTests.Subjects;

/// <summary>The catalog of operations: values by their definitions, gradients of both orders by finite differences.</summary>
internal static class OperationSubjects
{
    public static IEnumerable<Subject> All =>
    [
        new("operations in double precision", place => Each<double>(row => CatalogAssert.Agrees(row, 1e-12, place.Fingerprint.Add))),
        new("operations in single precision", place => Each<float>(row => CatalogAssert.Agrees(row, 1e-5, place.Fingerprint.Add))),
        new("shapes that are refused", place => Each<float>(row => AddRefusals(row, place.Fingerprint))),
        new("gradients in double precision", place => Each<double>(row => CatalogGradients.CheckFirst(row, place.Fingerprint.Add))),
        new("gradients in single precision", place =>
            Each<double>(row => CatalogGradients.CheckSingle(row, OperationCatalog.Row<float>(row.Name), place.Fingerprint.Add))),
        new("gradients of gradients", place => Each<double>(row => CatalogGradients.CheckSecond(row, place.Fingerprint.Add))),
        new("Jacobians, Hessians and products", Differentiate),
        new("sines of large angles", TakeSines),
    ];

    private static void Each<T>(Action<CatalogRow<T>> check) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IReadOnlyList<CatalogRow<T>> rows = OperationCatalog.Rows<T>();
        Workplace.Require(rows.Count > 100);
        foreach (CatalogRow<T> row in rows) check(row);
    }

    private static void AddRefusals(CatalogRow<float> row, Fingerprint fingerprint)
    {
        foreach (Refusal refusal in row.Refused)
        {
            Tensor<float>[] inputs = [.. refusal.Shapes.Select(sizes => Tensor.Ones<float>(sizes))];
            try
            {
                row.Apply(inputs);
            }
            catch (ArgumentException exception) when (refusal.ExpectedWords.All(exception.Message.Contains))
            {
                fingerprint.Add(exception.Message);
                continue;
            }
            throw new InvalidOperationException($"{row.Name}: expected a refusal of {string.Join(", ", refusal.ExpectedWords)}.");
        }
    }

    // How large they may be before the platform's function takes over depends on how products are rounded.
    private static void TakeSines(Workplace place)
    {
        float[] angles = [.. Enumerable.Range(0, 5000).Select(i => 300.3f * i)];
        Tensor<float> x = Tensor.Vector(angles), sine = x.Sin(), cosine = x.Cos();
        for (int i = 0; i < angles.Length; i++)
        {
            Workplace.Require(Math.Abs(sine[i] - Math.Sin(angles[i])) < 2e-7);
            Workplace.Require(Math.Abs(cosine[i] - Math.Cos(angles[i])) < 2e-7);
        }
        place.Fingerprint.Add(sine);
        place.Fingerprint.Add(cosine);
    }

    private static void Differentiate(Workplace place)
    {
        Tensor<double> x = Tensor.Vector(1.0, 2, 3), direction = Tensor.Vector(1.0, -1, 0.5);
        Tensor<double> hessian = Differentiation.Hessian(Cubes, x);
        Workplace.Require(hessian.ToArray().SequenceEqual([6.0, 0, 0, 0, 12, 0, 0, 0, 18]));
        Tensor<double>[] all =
        [
            Differentiation.Gradient(Cubes, x), hessian, Differentiation.HessianVectorProduct(Cubes, x, direction),
            Differentiation.Jacobian(v => v.Tanh() * v.Sum(), x), Differentiation.DirectionalDerivative(Cubes, x, direction),
            Differentiation.JacobianVectorProduct(v => v.Exp(), x, direction),
            Differentiation.VectorJacobianProduct(v => v.Softmax(), x, direction),
        ];
        foreach (Tensor<double> tensor in all) place.Fingerprint.Add(tensor);
        GradientCheck.Require(Cubes, x);
        Workplace.RequireRefused<GradientCheckException>(() => GradientCheck.Require(v => (v * v.Detach()).Sum(), x), "");

        static Tensor<double> Cubes(Tensor<double> v) => v.Power(3).Sum();
    }
}
