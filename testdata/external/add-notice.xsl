<?xml version="1.0" encoding="UTF-8"?>
<!-- Puts a paragraph of its own behind the front matter. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:guidang:tree:1" exclude-result-prefixes="g">
  <xsl:output encoding="UTF-8" indent="yes"/>
  <xsl:template match="@*|node()">
    <xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy>
  </xsl:template>
  <xsl:template match="g:front">
    <xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy>
    <para xmlns="urn:guidang:tree:1" align="center">Copy for the <strong>records office</strong></para>
  </xsl:template>
</xsl:stylesheet>
