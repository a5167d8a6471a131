using GameAuth;
using GameAuth.Xbox;

namespace XboxConsole;

/// <summary>Takes over what another program has, and says what came of it.</summary>
internal static class Import
{
    public static async Task RunAsync(IXboxAuth xbox, string path, bool remove, CancellationToken cancellationToken)
    {
        ImportResult result = await xbox.ImportAsync(Guess(path), new ImportOptions { RemoveSource = remove }, cancellationToken);
        foreach (ImportedAccount imported in result.Imported)
        {
            Console.WriteLine($"{imported.Source} is {imported.Account} now.");
        }

        foreach (SkippedCredential skipped in result.Skipped)
        {
            Console.WriteLine($"{skipped.Source} was not taken: {skipped.Message}");
        }

        foreach (NotRemovedFile left in result.NotRemoved)
        {
            Console.Error.WriteLine($"{left.Path} is still there: {left.Message}");
        }
    }

    private static XboxImport Guess(string path) => Path.GetFileName(path) switch
    {
        "cml_accounts.json" => XboxImport.FromCmlLib(path),
        "msal_token_cache.json" => XboxImport.FromMsal(path),
        string name when name.EndsWith("state.json", StringComparison.Ordinal) => XboxImport.FromStateFile(path),
        _ => XboxImport.FromPrismarine(path),
    };
}
