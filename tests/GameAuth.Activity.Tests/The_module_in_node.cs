using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GameAuth.Activity.Tests.World;
using GameAuth.Interop.Processes;
using GameAuth.Server;

namespace GameAuth.Activity.Tests;

/// <summary>The module by a clock of its own, beside a session server that a test may damage; its types; its package.</summary>
public sealed partial class The_module_in_node
{
    /// <summary>Where the module is.</summary>
    public static string Browser { get; } = NodeProgram.DirectoryOf("BrowserDirectory");

    [ModuleTheory]
    [InlineData("gameauth.test.mjs", 100)]
    [InlineData("realtime.test.mjs", 60)]
    [InlineData("model.test.mjs", 1)]
    public async Task Keeps_its_rules(string tests, int count)
    {
        (int code, string output) = await RunAsync(NodeProgram.DirectoryOf("ModuleTestsDirectory"), "node", "--test", "--test-reporter=spec", tests);
        Assert.True(code == 0, output);
        Assert.True(int.Parse(Passed().Match(output).Groups[1].Value) >= count, output);
    }

    [ModuleFact]
    public async Task Is_right_for_the_strict_compiler() => await CompileAsync(Browser);

    [ModuleFact]
    public async Task Has_the_types_that_are_beside_it()
    {
        DirectoryInfo output = Directory.CreateTempSubdirectory("gameauth-types-");
        try
        {
            await CompileAsync(Browser, "--noEmit", "false", "--declaration", "--emitDeclarationOnly", "--outDir", output.FullName);
            string made = await File.ReadAllTextAsync(Path.Combine(output.FullName, "gameauth.d.ts"));
            string kept = await File.ReadAllTextAsync(Path.Combine(Browser, "gameauth.d.ts"));
            Assert.True(made == kept, "src/GameAuth.Server/Browser/gameauth.d.ts is older than the module; run: bash eng/module-types.sh");
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    /// <summary>The types alone, as the compiler of an application reads them; and a page of an application, with the class of Discord's SDK, whose own types are not looked at.</summary>
    [ModuleTheory]
    [InlineData("types.json")]
    [InlineData("page.json")]
    public async Task Its_types_are_taken_by_the_strict_compiler(string project) => await CompileAsync(Path.Combine(NodeProgram.Peers, project));

    [ModuleFact]
    public async Task Is_packed_under_the_version_of_the_product()
    {
        DirectoryInfo output = Directory.CreateTempSubdirectory("gameauth-package-");
        try
        {
            string version = typeof(BrowserModule).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
            (int code, string text) = await RunAsync(NodeProgram.DirectoryOf("EngineeringDirectory"), "bash", "pack-module.sh", version + "-dev.7", output.FullName);
            Assert.True(code == 0, text);
            string package = Assert.Single(output.GetFiles()).FullName;
            Assert.Equal($"gameauth-{version}-dev.7.tgz", Path.GetFileName(package));
            (_, string files) = await RunAsync(output.FullName, "tar", "-tzf", package);
            Assert.Equal(["package/README.md", "package/gameauth.d.ts", "package/gameauth.js", "package/package.json"], files.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
            (_, string manifest) = await RunAsync(output.FullName, "tar", "-xzOf", package, "package/package.json");
            Assert.Equal(version + "-dev.7", (string?)JsonNode.Parse(manifest)!["version"]);
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    private static async Task CompileAsync(string project, params string[] arguments)
    {
        (int code, string output) = await RunAsync(NodeProgram.Peers, "node", [Path.Combine("node_modules", "typescript", "bin", "tsc"), "--project", project, .. arguments]);
        Assert.True(code == 0, output);
    }

    private static async Task<(int Code, string Output)> RunAsync(string folder, string program, params string[] arguments)
    {
        (int code, string output, string errors) = await NodeProgram.RunAsync(program, folder, "", arguments);
        return (code, output + errors);
    }

    [GeneratedRegex(@"^ℹ pass (\d+)$", RegexOptions.Multiline)]
    private static partial Regex Passed();
}
