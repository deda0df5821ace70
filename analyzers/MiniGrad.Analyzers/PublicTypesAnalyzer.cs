using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace MiniGrad.Analyzers;

/// <summary>Compares the public types with those in PublicTypes.txt: their kind, and whether they are abstract, sealed or static. The lists
/// of public members do not say that.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PublicTypesAnalyzer : DiagnosticAnalyzer
{
    private const string FileName = "PublicTypes.txt";

    private static readonly DiagnosticDescriptor unknown = new(
        "MINIGRAD10", "A public type is not written down", $"'{{0}}' is not in {FileName}; a change breaks those who use it",
        "PublicApi", DiagnosticSeverity.Warning, isEnabledByDefault: true, customTags: WellKnownDiagnosticTags.CompilationEnd);

    private static readonly DiagnosticDescriptor gone = new(
        "MINIGRAD11", "A public type is gone", $"'{{0}}' is in {FileName}, but not in the project; those who use it will not compile",
        "PublicApi", DiagnosticSeverity.Warning, isEnabledByDefault: true, customTags: WellKnownDiagnosticTags.CompilationEnd);

    private static readonly SymbolDisplayFormat format = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ImmutableArray.Create(unknown, gone);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationAction(Compare);
    }

    private static void Compare(CompilationAnalysisContext context)
    {
        AdditionalText? file = context.Options.AdditionalFiles.FirstOrDefault(file => Path.GetFileName(file.Path) == FileName);
        if (file?.GetText(context.CancellationToken) is not { } text) return;
        HashSet<string> left = [.. text.Lines.Select(line => line.ToString()).Where(line => line.Length > 0)];
        foreach (INamedTypeSymbol type in PublicTypes(context.Compilation.Assembly.GlobalNamespace))
        {
            string described = Describe(type);
            if (!left.Remove(described)) context.ReportDiagnostic(Diagnostic.Create(unknown, type.Locations.FirstOrDefault(), described));
        }
        foreach (TextLine line in text.Lines.Where(line => left.Contains(line.ToString())))
        {
            Location place = Location.Create(file.Path, line.Span, text.Lines.GetLinePositionSpan(line.Span));
            context.ReportDiagnostic(Diagnostic.Create(gone, place, line.ToString()));
        }
    }

    private static IEnumerable<INamedTypeSymbol> PublicTypes(INamespaceOrTypeSymbol place)
    {
        foreach (ISymbol member in place.GetMembers())
        {
            if (member is INamedTypeSymbol type && type.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected)
                yield return (INamedTypeSymbol)member;
            if (member is INamespaceSymbol or INamedTypeSymbol { DeclaredAccessibility: Accessibility.Public })
                foreach (INamedTypeSymbol inner in PublicTypes((INamespaceOrTypeSymbol)member)) yield return inner;
        }
    }

    private static string Describe(INamedTypeSymbol type)
    {
        string modifiers = type.TypeKind switch
        {
            TypeKind.Class => type.IsStatic ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "",
            TypeKind.Struct => (type.IsReadOnly ? "readonly " : "") + (type.IsRefLikeType ? "ref " : ""),
            _ => "",
        };
        string kind = (type.IsRecord ? "record " : "") + type.TypeKind.ToString().ToLowerInvariant();
        return $"{modifiers}{kind} {type.ToDisplayString(format)}";
    }
}
