using System.Diagnostics;

namespace GameAuth.Conventions.Docs;

/// <summary>Compiles the blocks of the documentation, all at once, against the packages as they were built for these tests.</summary>
internal static class DocumentationBuild
{
    // Set by the dotnet test that runs this; a build inside it has to find its own.
    private static readonly string[] OuterBuild = ["MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBUILD_EXE_PATH", "MSBuildLoadMicrosoftTargetsReadOnly"];

    private static readonly string Project = $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <LangVersion>14</LangVersion>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <!-- A block shows one thing: it need not await, and need not use what it makes. -->
            <NoWarn>CS1998;CS0219;CS8321;MSB3277</NoWarn>
            <!-- No symbols: they would embed the pages that the blocks point back to. -->
            <DebugType>none</DebugType>
            <EmbedUntrackedSources>false</EmbedUntrackedSources>
            <RunAnalyzers>false</RunAnalyzers>
            <NuGetAudit>false</NuGetAudit>
          </PropertyGroup>
          <ItemGroup>
            <FrameworkReference Include="Microsoft.AspNetCore.App" />
            <Reference Include="{AppContext.BaseDirectory}GameAuth*.dll" />
            <Reference Include="{AppContext.BaseDirectory}Microsoft.Extensions.*.dll" />
            <Reference Include="{AppContext.BaseDirectory}Microsoft.IdentityModel.*.dll" />
          </ItemGroup>
        </Project>
        """;

    /// <summary>Compiles; the result is what the compiler said, empty when it took everything.</summary>
    public static async Task<IReadOnlyList<string>> CompileAsync(string name, IEnumerable<CodeBlock> blocks, CancellationToken cancellationToken)
    {
        string folder = Repository.PathTo($"artifacts/docs-blocks/{name}");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "Blocks.csproj"), Project, cancellationToken);
        foreach (string policy in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
        {
            await File.WriteAllTextAsync(Path.Combine(folder, policy), "<Project />", cancellationToken);
        }

        foreach (CodeBlock block in blocks)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, block.Name + ".cs"), block.ToSource(), cancellationToken);
        }

        return await BuildAsync(folder, cancellationToken);
    }

    private static async Task<IReadOnlyList<string>> BuildAsync(string folder, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new("dotnet", ["build", "Blocks.csproj", "--disable-build-servers", "-v", "quiet", "-clp:NoSummary"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach (string variable in OuterBuild)
        {
            start.Environment.Remove(variable);
        }

        using Process build = Process.Start(start)!;
        string output = await build.StandardOutput.ReadToEndAsync(cancellationToken);
        await build.WaitForExitAsync(cancellationToken);
        return build.ExitCode == 0 ? [] : [.. output.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Distinct()];
    }
}
