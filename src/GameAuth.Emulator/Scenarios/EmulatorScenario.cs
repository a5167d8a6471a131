using System.Text.Json;
using GameAuth.Emulator.Scenarios;

namespace GameAuth.Emulator;

/// <summary>Reads scenarios: the options of an emulator as JSON. The format is described in docs/emulator.md.</summary>
public static class EmulatorScenario
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads a scenario file.</summary>
    /// <param name="path">The file: UTF-8 JSON; comments and trailing commas are allowed.</param>
    /// <returns>Options for <see cref="GameAuthEmulator.StartAsync"/>.</returns>
    /// <exception cref="ScenarioException">The file is missing, unreadable, not JSON, or says something that makes no sense.</exception>
    public static EmulatorOptions Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new ScenarioException(path, "$", $"the file cannot be read ({unreadable.GetType().Name}). Name a readable JSON file.", unreadable);
        }
    }

    /// <summary>Reads a scenario from text.</summary>
    /// <param name="json">The scenario.</param>
    /// <param name="source">What messages call it.</param>
    /// <returns>Options for <see cref="GameAuthEmulator.StartAsync"/>.</returns>
    /// <exception cref="ScenarioException">The text is not JSON, or says something that makes no sense.</exception>
    public static EmulatorOptions Parse(string json, string source = "scenario")
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Lenient);
            return ScenarioReader.Read(new ScenarioObject(document.RootElement, source, "$"));
        }
        catch (JsonException broken)
        {
            throw new ScenarioException(source, "$", $"not JSON at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}. Correct the syntax there.", broken);
        }
    }
}

/// <summary>A scenario file cannot be used. The message names the file, the place in it, and what to write instead.</summary>
public sealed class ScenarioException : Exception
{
    internal ScenarioException(string source, string jsonPath, string problem, Exception? innerException = null)
        : base($"{source}: {jsonPath}: {problem}", innerException)
    {
        JsonPath = jsonPath;
        Problem = problem;
    }

    /// <summary>Where in the file, such as <c>$.faults[0].at</c>.</summary>
    public string JsonPath { get; }

    /// <summary>What is wrong there, and the fix.</summary>
    public string Problem { get; }
}
