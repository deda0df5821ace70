using System.Reflection;
using Xunit;

namespace MiniGrad.Tests.Catalog;

/// <summary>Every operation of the library is used by some row, by its value, its gradient or its gradient's gradient.</summary>
public class CompletenessTests
{
    [Fact]
    public void Every_operation_is_exercised_by_a_row()
    {
        HashSet<Type> exercised = [];
        foreach (CatalogRow<double> row in OperationCatalog.Rows<double>())
        {
            if (row.Unrecorded is { } operation)
            {
                Tensor<double>[] operands = row.Track(row.Inputs(row.Shapes[0]));
                CatalogAssert.SameBits(operation(operands).Apply(), row.Apply(operands), row.Name);
                exercised.Add(operation(operands).GetType().GetGenericTypeDefinition());
                continue;
            }
            foreach (Operation<double> recorded in RecordedGraph.Of(row, row.Inputs(row.Shapes[0])))
                exercised.Add(recorded.GetType().GetGenericTypeDefinition());
        }

        Type[] operations = [.. typeof(Operation<>).Assembly.GetTypes().Where(IsOperation)];
        Assert.NotEmpty(operations);
        Assert.Equal([], operations.Where(type => !exercised.Contains(type)).Select(type => type.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Names_are_unique() => Assert.Equal(
        OperationCatalog.Rows<double>().Count, OperationCatalog.Rows<double>().Select(row => row.Name).Distinct().Count());

    [Fact]
    public void The_rows_are_the_same_in_both_precisions() => Assert.Equal(
        OperationCatalog.Rows<double>().Select(row => row.Name), OperationCatalog.Rows<float>().Select(row => row.Name));

    private static bool IsOperation(Type type)
    {
        // One that takes no tensor, such as a random mask, is no function of tensors: it is tested with the layer that uses it.
        if (type.IsAbstract || !type.GetConstructors().Any(constructor => constructor.GetParameters().Any(TakesTensors))) return false;
        for (Type? ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
            if (ancestor.IsGenericType && ancestor.GetGenericTypeDefinition() == typeof(Operation<>)) return true;
        return false;
    }

    private static bool TakesTensors(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) type = type.GetGenericArguments()[0];
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Tensor<>);
    }
}
