using System.Text.Json;

namespace GameAuth.Jose.Tests.Vectors;

/// <summary>The vectors of C2SP Wycheproof, which are not part of this repository.</summary>
/// <remarks>They are looked for in the folder that GAMEAUTH_VECTORS names, then in <c>shared/vectors</c> beside or above the checkout.</remarks>
internal static class Wycheproof
{
    private const string Variable = "GAMEAUTH_VECTORS";

    private static readonly string? Folder = Find();

    public static string? Missing(string file) => Folder is not null && File.Exists(Path.Combine(Folder, file))
        ? null
        : $"Wycheproof's {file} was not found: set {Variable} to a folder that has wycheproof/{file}, from C2SP/wycheproof testvectors_v1";

    public static IEnumerable<(JsonElement Group, JsonElement Test)> Read(string file)
    {
        using FileStream stream = File.OpenRead(Path.Combine(Folder!, file));
        JsonDocument document = JsonDocument.Parse(stream);
        return from @group in document.RootElement.GetProperty("testGroups").EnumerateArray()
               from test in @group.GetProperty("tests").EnumerateArray()
               select (@group, test);
    }

    /// <summary>Compares what was decided with what the vectors say; an "acceptable" one may be decided either way.</summary>
    public static void Judge(string file, Func<JsonElement, JsonElement, bool> verify, int atLeast)
    {
        List<string> wrong = [];
        int count = 0;
        foreach ((JsonElement group, JsonElement test) in Read(file))
        {
            count++;
            string expected = test.GetProperty("result").GetString()!;
            bool accepted = verify(group, test);
            if (expected != "acceptable" && accepted != (expected == "valid"))
            {
                wrong.Add($"{test.GetProperty("tcId")}: {expected}, {(accepted ? "accepted" : "refused")} ({test.GetProperty("comment")})");
            }
        }

        Assert.Empty(wrong);
        Assert.True(count >= atLeast, $"{file} has {count} tests");
    }

    public static byte[] Bytes(this JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!);

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable(Variable);
        IEnumerable<string> candidates = string.IsNullOrEmpty(named) ? Above(AppContext.BaseDirectory) : [named];
        return candidates.Select(folder => Path.Combine(folder, "wycheproof")).FirstOrDefault(Directory.Exists);
    }

    private static IEnumerable<string> Above(string start)
    {
        for (DirectoryInfo? directory = new(start); directory is not null; directory = directory.Parent)
        {
            yield return Path.Combine(directory.FullName, "shared", "vectors");
        }
    }
}

/// <summary>A fact over a file of Wycheproof; skipped, with the way to get it, where the file is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WycheproofFactAttribute : FactAttribute
{
    public WycheproofFactAttribute(string file) => Skip = Wycheproof.Missing(File = file);

    public string File { get; }
}
