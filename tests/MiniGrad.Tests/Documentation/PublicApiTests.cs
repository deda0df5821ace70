using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Xunit;

namespace MiniGrad.Tests.Documentation;

/// <summary>What the compiler does not see in documentation comments.</summary>
public class PublicApiTests
{
    [Fact]
    public void Every_public_member_is_documented()
    {
        List<string> bare = [];
        foreach (PublicApi api in PublicApi.All)
        {
            foreach (ISymbol symbol in api.Symbols.Where(IsWritten))
            {
                XElement? comment = api.Comments.GetValueOrDefault(symbol.GetDocumentationCommentId()!);
                if (comment is null || !IsDocumented(symbol, comment)) bare.Add(symbol.ToDisplayString());
            }
        }
        Assert.True(bare.Count == 0, $"{bare.Count} public members have no documentation:\n{string.Join('\n', bare)}");
    }

    [Fact]
    public void References_in_comments_lead_to_what_users_see()
    {
        HashSet<string> known = [.. PublicApi.All.SelectMany(api => api.Symbols).Select(symbol => symbol.GetDocumentationCommentId()!)];
        List<string> broken = [];
        foreach (PublicApi api in PublicApi.All)
        {
            // Comments on what is not public may refer to what is not public.
            foreach ((string name, XElement comment) in api.Comments.Where(item => known.Contains(item.Key)))
            {
                foreach (XElement reference in comment.Descendants())
                {
                    if (reference.Name.LocalName is "inheritdoc" || reference.Attribute("cref")?.Value is not { } target) continue;
                    if (target.StartsWith("!:", StringComparison.Ordinal) || (IsOwn(target) && !known.Contains(target)))
                        broken.Add($"{name}: {target}");
                }
            }
        }
        Assert.True(broken.Count == 0, $"{broken.Count} references lead nowhere:\n{string.Join('\n', broken)}");
    }

    private static bool IsOwn(string target) => target[2..].StartsWith("MiniGrad", StringComparison.Ordinal);

    // A method for a property, what a record or a class without a constructor gets, and what is documented where it is declared first.
    private static bool IsWritten(ISymbol symbol) =>
        !symbol.IsImplicitlyDeclared && !symbol.IsOverride && symbol is not IMethodSymbol { AssociatedSymbol: not null }
        && !IsImplementation(symbol);

    private static bool IsImplementation(ISymbol symbol) => symbol.ContainingType is { } type && type.AllInterfaces
        .SelectMany(contract => contract.GetMembers())
        .Any(member => SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), symbol));

    // A constructor may leave it to its parameters, and a property of a record to the parameter that it is made of.
    private static bool IsDocumented(ISymbol symbol, XElement comment)
    {
        if (comment.Element("summary") is { } summary) return summary.Value.Trim().Length > 0 || summary.Elements().Any();
        if (comment.Element("inheritdoc") is not null) return true;
        return symbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor
            && constructor.Parameters.All(parameter => comment.Elements("param").Any(
                element => element.Attribute("name")!.Value == parameter.Name && element.Value.Trim().Length > 0));
    }
}
