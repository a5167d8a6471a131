using System.Text.RegularExpressions;
using GameAuth.Activity.Tests.World;

namespace GameAuth.Activity.Tests;

/// <summary>The module by a clock of its own, beside a session server that a test may damage; and its types.</summary>
public sealed partial class The_module_in_node
{
    private static readonly string[] Compiler = ["--target", "es2022", "--module", "es2022", "--moduleResolution", "bundler", "--lib", "es2022,dom,dom.iterable", "--strict"];

    [NpmFact]
    public async Task Keeps_its_rules()
    {
        (int code, string output) = await Npm.RunAsync(Npm.ModuleTests, "--test", "--test-reporter=spec", "gameauth.test.mjs");
        Assert.True(code == 0, output);
        Assert.True(int.Parse(Passed().Match(output).Groups[1].Value) >= 100, output);
    }

    [NpmFact]
    public async Task Is_right_for_the_strict_compiler() =>
        await CompileAsync("--noEmit", "--allowJs", "--checkJs", "--noUnusedLocals", "--noUnusedParameters", Path.Combine(Npm.Browser, "gameauth.js"));

    [NpmFact]
    public async Task Has_the_types_that_are_beside_it()
    {
        DirectoryInfo output = Directory.CreateTempSubdirectory("gameauth-types-");
        try
        {
            await CompileAsync("--allowJs", "--declaration", "--emitDeclarationOnly", "--newLine", "lf", "--outDir", output.FullName, Path.Combine(Npm.Browser, "gameauth.js"));
            string made = await File.ReadAllTextAsync(Path.Combine(output.FullName, "gameauth.d.ts"));
            string kept = await File.ReadAllTextAsync(Path.Combine(Npm.Browser, "gameauth.d.ts"));
            Assert.True(made == kept, "src/GameAuth.Server/Browser/gameauth.d.ts is older than the module; run: bash eng/module-types.sh");
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    /// <summary>A page of an application, in TypeScript, with the class of Discord's SDK.</summary>
    [NpmFact]
    public async Task Its_types_take_Discord_s_SDK() => await CompileAsync("--noEmit", "--skipLibCheck", Path.Combine(Npm.Peers, "page.ts"));

    private static async Task CompileAsync(params string[] arguments)
    {
        (int code, string output) = await Npm.RunAsync(Npm.Peers, [Path.Combine("node_modules", "typescript", "bin", "tsc"), .. Compiler, .. arguments]);
        Assert.True(code == 0, output);
    }

    [GeneratedRegex(@"^ℹ pass (\d+)$", RegexOptions.Multiline)]
    private static partial Regex Passed();
}
