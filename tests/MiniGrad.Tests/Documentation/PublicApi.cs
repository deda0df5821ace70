using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using MiniGrad.Tests.Architecture;

namespace MiniGrad.Tests.Documentation;

/// <summary>What users see of a project, and what its documentation file says of it.</summary>
internal sealed class PublicApi
{
    private PublicApi(SourceProject project)
    {
        Name = project.Name;
        XDocument file = XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{Name}.xml"));
        Comments = file.Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);
        Symbols = [.. Visible(project.Compilation.Assembly.GlobalNamespace)];
    }

    /// <summary>Those of all libraries.</summary>
    public static IReadOnlyList<PublicApi> All { get; } =
        [.. SourceProject.All.Where(project => project.Name != "MiniGrad.Cli").Select(project => new PublicApi(project))];

    public string Name { get; }

    /// <summary>The public and protected types and members, those too that the compiler adds.</summary>
    public IReadOnlyList<ISymbol> Symbols { get; }

    /// <summary>The comments of the documentation file, by the names of their members.</summary>
    public IReadOnlyDictionary<string, XElement> Comments { get; }

    /// <summary>The public types, as the reference names their pages.</summary>
    public IEnumerable<string> TypePages => Symbols.OfType<INamedTypeSymbol>()
        .Select(type => Regex.Replace(type.GetDocumentationCommentId()!, "^T:", "").Replace('`', '-'));

    private static IEnumerable<ISymbol> Visible(INamespaceOrTypeSymbol space)
    {
        foreach (ISymbol member in space.GetMembers())
        {
            if (member is INamespaceSymbol inner)
            {
                foreach (ISymbol symbol in Visible(inner)) yield return symbol;
            }
            else if (member.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal)
            {
                yield return member;
                if (member is not INamedTypeSymbol type) continue;
                foreach (ISymbol symbol in Visible(type)) yield return symbol;
            }
        }
    }
}
