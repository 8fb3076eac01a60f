# Every document that is of no better known form: notices, regulations, news.
# It needs no points, so it applies where nothing else does. Nothing is
# required: a notice has no sections that it must have.
about	any document

need	0

section general
	heading	^总则$
section liability
	heading	^(法律责任|罚则)$
section supplementary
	heading	^附则$
section annex
	heading	^附[件录表][0-9一二三四五六七八九十]*(：|$)
	heading	(?i)^(annex|appendix|schedule)[0-9a-z]?(：|\.|$)
