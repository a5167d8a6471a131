namespace GameAuth.Tool;

/// <summary>What was asked for can not be done; the message names the fix.</summary>
internal sealed class ToolException(string message) : Exception(message);
